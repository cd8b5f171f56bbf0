"""Reads a page: document (bytes to tree), then title, date, byline, body and kind, each with its evidence."""
