"""Accounts and their one-time links."""
