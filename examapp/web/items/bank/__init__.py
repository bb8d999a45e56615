"""The question bank, read only."""
