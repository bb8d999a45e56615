"""Spot quizzes at inspections: draw, seats, board, tablet handed round, signatures, record, rectification.

May use: core, people, items, papers, attempts.
"""
