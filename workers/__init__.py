"""What runs beside the web: the jobs, the relay that hands them out, the periodic beat, and all of it in threads."""
