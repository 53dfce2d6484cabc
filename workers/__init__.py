"""What runs beside the web: the jobs, the periodic beat and the runner that does both in one thread."""
