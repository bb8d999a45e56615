"""What must be mended after a fail."""
