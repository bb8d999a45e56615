"""Secrets: keys, sealing, passwords, passkeys."""
