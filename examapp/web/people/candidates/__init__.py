"""People and their employments."""
