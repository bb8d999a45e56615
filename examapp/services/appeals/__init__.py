"""Disputes of items: the appeal, the dry run, the second person, the regrade of every paper concerned.

May use: core, people, items, attempts, exams, quizzes.
"""
