"""Quizzes on paper, from printing to the record."""
