"""The time of the servers."""
