"""What became of an article: how it changed, and whether it is still there. Pure."""
