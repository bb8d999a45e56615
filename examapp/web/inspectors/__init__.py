"""Inspectors with their certificates."""
