"""What a sheet looks like to the person who says what its columns are."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TableLook:
    """One sheet: its first rows as texts, what is hidden, and how it was read.

    `origin` says where the columns come from: header, inferred, said, remembered, or none (nothing was read).
    `type_words` are the words of the type column that name no type that can be asked.
    `mapping` is the plain description or None; `hidden_rows` count from 1.
    """

    index: int
    sheet: str
    row_count: int = 0
    width: int = 0
    rows: list[list[str]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    origin: str = "none"
    mapping: dict | None = None
    taken: bool = True
    items: int = 0
    tidied: list[str] = field(default_factory=list)
    type_words: list[str] = field(default_factory=list)
