"""Reviews of faces: a person decides what the machine could not."""
