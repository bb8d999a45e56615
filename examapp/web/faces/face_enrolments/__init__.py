"""Enrolment of a face in person, at the officer's desk."""
