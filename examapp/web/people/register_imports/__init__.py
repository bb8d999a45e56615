"""Regions, enterprises and inspectors from Excel or CSV."""
