"""What is the same."""
