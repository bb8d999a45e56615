"""What waits: jobs, the line before an exam, short-lived copies."""
