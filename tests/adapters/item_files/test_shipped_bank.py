"""The bank that comes with the program fits every format that has the item's type, and comes back the same."""

import pytest

from examapp.adapters.item_files.drafts import content_of
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.writing import FORMATS
from examapp.services.items.item_drafts import draft_of_item
from question_bank.store import load_bank


@pytest.fixture(scope="module")
def bank():
    shipped = load_bank()
    pictures = {digest: path.read_bytes() for digest, path in shipped.pictures.items()}
    items = shipped.items.values() if hasattr(shipped.items, "values") else shipped.items
    return [draft_of_item(item, pictures) for item in items]


@pytest.mark.parametrize("key", FORMATS)
def test_every_item_whose_type_a_format_has_can_be_given_out(bank, key):
    form = FORMATS[key]
    left = [draft.item_id for draft in bank if form.obstacle(draft) not in ("", "type")]
    assert left == []


@pytest.mark.parametrize("key", ["xlsx", "text", "gift", "moodle", "qti12", "toml"])
def test_the_whole_bank_comes_back_as_it_went(bank, key):
    form = FORMATS[key]
    held = [draft for draft in bank if not form.obstacle(draft)][::3]
    found = read_file(f"题{form.suffix_for(held)}", form.write(held))
    assert [content_of(one) for one in found.drafts] == [content_of(form.keeps(one)) for one in held]
