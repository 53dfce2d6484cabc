"""Bringing agencies in from a file: `document` reads it, `schema` is what it may say, `organisation` stores it."""
