"""How fast it is, measured on one machine in one run: `make bench`."""
