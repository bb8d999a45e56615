"""From items to papers: blueprints, frozen pools, simulation, what is kept for exams.

May use: core, items.
"""
