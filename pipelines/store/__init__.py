"""Keeps articles in SQLite; the only room that knows SQLite."""
