"""Static files with unchanging addresses."""
