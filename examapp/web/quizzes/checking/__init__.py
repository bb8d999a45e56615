"""The check of a record that somebody brings: what it proves, in words, for the command and for the page."""
