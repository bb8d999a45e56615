"""Answer cards on paper: layout, what marks mean, and a generator of filled, photographed and scanned cards."""
