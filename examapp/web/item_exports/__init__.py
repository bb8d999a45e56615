"""Items for other programs."""
