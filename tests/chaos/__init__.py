"""Faults survived, with figures: real processes, simulated candidates, and a checker that trusts only the candidates' own logs."""
