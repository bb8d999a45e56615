"""One try at a paper: begun, answered, handed in, marked, explained. One protocol for phone, tablet and load tests.

May use: core, people, items.
"""
