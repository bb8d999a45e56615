"""The inspector's tablet: choose, draw, watch, talk, sign."""
