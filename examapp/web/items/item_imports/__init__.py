"""Items from files of any program."""
