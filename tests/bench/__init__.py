"""`make bench`: every speed as a ratio to a floor measured in the same run, on a running server over HTTP."""
