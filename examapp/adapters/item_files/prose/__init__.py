"""Questions as people type them: lines are named, two readings cut them, each block becomes a draft."""
