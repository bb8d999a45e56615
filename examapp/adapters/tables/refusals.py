"""A file that is not read at all, whatever it was to be read for."""


class FileRefusedError(ValueError):
    """`code` says why, `data` names numbers and places."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data
