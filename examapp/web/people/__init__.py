"""Pages of accounts, rosters, enterprises, inspectors, sign-in, and of a person's own home."""
