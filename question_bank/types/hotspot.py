"""点图题: places of a picture to be tapped; `text` of a choice names what is to be seen at its place."""

from collections.abc import Iterator

from question_bank.model import Item
from question_bank.types.base import Stock
from question_bank.types.multiple import SeveralRules


class HotspotRules(SeveralRules):
    """Choices as areas of the picture, in the order of the item."""

    has_areas = True
    most_choices = 10
    needs_picture = True
    stock = Stock("点图题（作业场景）", 30)

    def sheet_lines(self, item: Item) -> Iterator[str]:
        # The names of the areas tell what is wrong in the picture: a reader taps first and compares afterwards.
        yield "  看图，写下要点的位置，再对照各区域"
