"""Keeping in SQLite, on real files."""
