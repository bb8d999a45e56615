"""Faces with consent: enrolled, checked, looked at by people, deleted. Never the only way.

May use: core, people.
"""
