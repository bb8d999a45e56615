"""Numbers of addresses: no route and no query hands the database a number that it cannot hold."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from examapp.domain.numbers import LARGEST, read_whole


class BoundedIntegerConverter(IntegerConverter):
    """`<int:…>` of every route; a larger number is an address that does not exist."""

    def __init__(self, url_map, fixed_digits: int = 0, min: int | None = None, max: int = LARGEST) -> None:
        super().__init__(url_map, fixed_digits=fixed_digits, min=min, max=max)


def register_numbers(app: Flask) -> None:
    """Before the blueprints: rules read the converter when they are added."""
    app.url_map.converters["int"] = BoundedIntegerConverter


def whole(text: str) -> int:
    """For `request.args.get(…, type=whole)`. Raises ValueError for anything but a whole number that fits."""
    number = read_whole(text)
    if number is None:
        raise ValueError(text)
    return number
