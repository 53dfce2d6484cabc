"""Database, clock, outbox, audit, errors, codes, text and files: no business words, imported by everything."""
