"""Keeping an installation: the shipped bank brought in, readiness, retention, moves, restores, new keys.

May use: core, items, laws, attempts, faces.
"""
