"""The made-up town, tested by visiting it."""
