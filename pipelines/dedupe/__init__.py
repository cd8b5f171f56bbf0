"""Decides what is the same: addresses, texts, stories. Pure: facts in, verdict out."""
