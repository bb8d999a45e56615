"""The fictional city: people, history and exams for trying out. Nothing else imports this room.

May use: every room but appeals, practice, reports and upkeep.
"""
