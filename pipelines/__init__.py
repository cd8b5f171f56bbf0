"""Turns a Page into a kept Article: no network, no clock."""
