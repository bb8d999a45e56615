"""What the list of items is searched in: one narrow row an item, made from its current revision."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, char


class ItemSearch(Base):
    """Derived, and made again when it is missing or of another revision; hence no foreign key.

    text: the plain words of stem, choices, rationale, case, laws and id, a line each, so that no word runs over a seam.
    initials: the pinyin initials of the stem. tags: `|role:lead|post:hot_work|law:...|picture|`, what can be filtered by.
    """

    __tablename__ = "item_search"

    item_id: Mapped[str] = mapped_column(char(80), primary_key=True)
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    initials: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
