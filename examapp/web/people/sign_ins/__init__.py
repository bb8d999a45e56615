"""Signing in, out, and setting up an empty installation."""
