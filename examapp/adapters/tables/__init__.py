"""People's tables and containers, opened with suspicion: Excel, CSV, zip."""
