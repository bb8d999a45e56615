"""Refusals of the rules below the web floor."""


class DomainError(Exception):
    """A rule said no: `code` names the rule, `data` holds what a person needs to mend it.

    The sentence that people read is made on the web floor (web/refusals.py), never here.
    """

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        return f"{self.code} {self.data}" if self.data else self.code
