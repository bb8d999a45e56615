"""The stories, by what happens on the way; each is a function whose name is a sentence and gives a figure for its line."""
