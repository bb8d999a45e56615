"""Walk-ins that wait to be matched to the roster."""
