"""The public keys of this system, for whoever checks a record."""
