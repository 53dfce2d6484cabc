"""`pakn doctor`: every part an installation leans on, each asked for real, each fault with what to do about it."""
