"""Inspections entered by hand and from the site."""
