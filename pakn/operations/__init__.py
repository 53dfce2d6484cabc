"""How the installation does: health checks for load balancers, metrics for monitoring, a doctor for administrators."""
