"""What a new version of a law does to items and blueprints.

May use: core, items, papers.
"""
