"""What bureaus and firms see of it all: coverage, statistics, training archives, old attempts archived.

May use: core, items, attempts.
"""
