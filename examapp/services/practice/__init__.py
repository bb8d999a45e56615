"""Practising on the phone: five a day, by topic, own mistakes, mock exams.

May use: core, people, items, papers, attempts.
"""
