"""Why an operator's command stops before it has changed anything."""


class CannotOperateError(Exception):
    """The message is Chinese and meant for the person at the console: what is wrong, what is safe, what to do."""
