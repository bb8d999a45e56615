"""Inspections from Excel or CSV."""
