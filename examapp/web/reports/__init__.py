"""Pages of coverage, statistics and archives."""
