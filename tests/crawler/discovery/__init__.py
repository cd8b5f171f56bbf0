"""Tests of finding articles on list pages."""
