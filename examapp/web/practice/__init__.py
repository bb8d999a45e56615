"""Practice of signed-in people."""
