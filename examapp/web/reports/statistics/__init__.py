"""Figures of items and exams."""
