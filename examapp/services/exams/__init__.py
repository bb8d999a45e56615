"""Assessments over weeks: audiences, registrations, extra time, notices, progress, certificates.

May use: core, people, papers, attempts.
"""
