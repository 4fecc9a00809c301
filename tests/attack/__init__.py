"""Attacks on the command line as a user would start it."""
