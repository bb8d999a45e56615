"""Questions as people type them: lines are named, noise is taken out, two readings cut them,
each block becomes a draft.
"""
