"""`make load`: many people at once on a running server, and the deadline day computed from what was measured."""
