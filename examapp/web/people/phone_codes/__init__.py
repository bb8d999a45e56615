"""Codes of the own phone as the second step of staff."""
