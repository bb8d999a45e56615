"""Writing, reviewing and following the life of items."""
