"""Certificates: fetched by their owner, checked by anybody."""
