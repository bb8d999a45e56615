"""Spot quizzes on paper: cards printed, handed out, collected, read, ruled upon, settled into the attempts.

Leans on quizzes and attempts; what marks mean is domain.answer_cards, pictures are adapters.answer_cards.
"""
