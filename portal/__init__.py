"""Shows what is kept. See README.md."""
