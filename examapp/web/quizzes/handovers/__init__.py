"""The tablet handed round: a queue of names, a wipe between people, a PIN back to the inspector."""
