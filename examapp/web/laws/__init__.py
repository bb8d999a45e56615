"""Laws and their changes."""
