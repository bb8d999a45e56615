"""Assessments for those who set them up and those who see to it that people come."""
