"""Finds articles on list pages: rows, dates, next pages."""
