"""Rosters from Excel or CSV."""
