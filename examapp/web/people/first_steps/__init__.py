"""The administrator's way from an empty installation to the first real quiz."""
