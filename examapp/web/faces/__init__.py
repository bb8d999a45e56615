"""Faces: consent, enrolment and verification on the phone; the switch in the office."""
