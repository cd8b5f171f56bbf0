"""Tests of the crawler room."""
