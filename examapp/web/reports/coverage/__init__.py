"""Indicator 23: who was inspected and quizzed."""
