"""Processes that serve: connections, bodies, workers that last, certificates, where it listens."""
