"""One file a command; the only room that may know all others."""
