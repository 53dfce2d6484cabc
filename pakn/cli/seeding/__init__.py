"""Filling an installation with many made-up petitions, for measuring and trying out: the command `pakn seed`."""
