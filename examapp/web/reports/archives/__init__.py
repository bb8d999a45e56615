"""Training archives of enterprises, and the file of one person."""
