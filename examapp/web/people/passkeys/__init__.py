"""Passkeys: the pages where they are added and removed, and the sign-in by them."""
