"""The page where a person says what each column of a sheet is."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.table_mappings import (
    LONGEST_TYPE_WORD,
    MOST_COLUMNS,
    MOST_TYPE_WORDS,
    TYPE_WORD,
    TableMapping,
)
from examapp.domain.tables import column_letters
from examapp.services.items import item_directions, item_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.items.item_imports.columns_words import (
    DIVIDERS,
    FIELDS,
    FILLS,
    JUDGEMENTS,
    TYPES,
    origin_words,
)
from examapp.web.numbers import whole

bp = Blueprint("item_columns", __name__, url_prefix="/bank-imports/<int:import_id>/columns")
_ROWS = 8


@bp.get("")
@requires("items.import")
def show(import_id: int):
    """The first rows of one sheet under the fields that its columns are; all sheets above."""
    item_import = item_imports.get_import(import_id)
    looks = item_import.looks
    look = _chosen(looks, request.args.get("sheet", -1, type=int))
    header, height = _header(look)
    return render_template(
        "items/item_imports/columns.html",
        item_import=item_import,
        looks=looks,
        look=look,
        mapping=look["mapping"] or {},
        header=header,
        height=height,
        first=max(0, header - 1),
        last=max(0, header - 1) + height + _ROWS,
        letters=[column_letters(place) for place in range(look["width"])],
        changeable=item_directions.may_be_read_again(import_id),
        fields=FIELDS,
        options=(
            ("divider", "选项之间用什么隔开", DIVIDERS),
            ("judgement", "判断题答案的写法", JUDGEMENTS),
            ("fill", "题型、主题等列里空的格子", FILLS),
        ),
        types=TYPES,
        type_word=TYPE_WORD,
        origin_words=origin_words,
    )


def _chosen(looks: list[dict], index: int) -> dict:
    """The sheet that was asked for, else the first one that was not understood. Raises not_found."""
    if not looks:
        raise DomainError("not_found", what="sheet")
    unknown = [one for one in looks if one["origin"] == "none" and one["taken"]]
    return next((one for one in looks if one["index"] == index), (unknown or looks)[0])


def _header(look: dict) -> tuple[int, int]:
    """The header's first row (from 1; 0 = no header) and how many rows it has."""
    mapping = look["mapping"]
    if mapping is None:
        return 1, 1
    return (mapping["header_row"] + 1, mapping["header_rows"]) if mapping["header_rows"] else (0, 0)


@bp.post("")
@requires("items.import")
def save(import_id: int):
    """Keep what was said of one sheet and read the file again."""
    form = request.form
    index = form.get("sheet", 0, type=whole)
    taken = form.get("taken") == "yes"
    item_directions.map_sheet(
        import_id,
        index,
        _mapping() if taken else None,
        taken=taken,
        hidden_rows=form.get("hidden_rows") == "yes",
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for("item_imports.show", import_id=import_id, after="columns"), 303)


def _mapping() -> TableMapping:
    form = request.form
    header = form.get("header", 0, type=whole) or 0
    height = 0 if not header else 2 if form.get("two_rows") == "yes" else 1
    columns = {place: name for place in range(MOST_COLUMNS) if (name := form.get(f"column-{place}", ""))}
    options = {name: value for name in ("divider", "judgement", "fill") if (value := form.get(name, ""))}
    words = form.getlist("type-word")[:MOST_TYPE_WORDS]
    options |= {
        TYPE_WORD + word[:LONGEST_TYPE_WORD]: value
        for place, word in enumerate(words)
        if (value := form.get(f"type-{place}", ""))
    }
    return TableMapping(max(0, header - 1), height, columns, options)
