"""Pages of the audit log, the clock and the health of a node."""
