"""What runs beside the web: the jobs, the relay from the outbox, the periodic beat and the runner that does all three."""
