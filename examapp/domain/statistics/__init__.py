"""Classical test theory over answers that real people gave: every formula names its source (see docs/statistics.md)."""
