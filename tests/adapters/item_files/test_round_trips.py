"""Out and in again: every format gives back the same items, but for exactly what it says it cannot hold."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examapp.adapters.item_files.doubts import _folded, note_doubts
from examapp.adapters.item_files.drafts import content_of
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.writing import FORMATS, split_held
from tests.adapters.item_files.strategies import drafts

EXAMPLES = settings(
    max_examples=int(os.environ.get("EXAMAPP_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("key", FORMATS)
@EXAMPLES
@given(made=st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda draft: _folded(draft.stem)))
def test_what_a_format_holds_comes_back_the_same_and_the_losses_are_the_listed_ones(key, made):
    form = FORMATS[key]
    # An explanation that names another answer stops an item wherever it comes from.
    note_doubts(made)
    held, _ = split_held(form, [draft for draft in made if not draft.stopped])
    if not held:
        return
    found = read_file(f"题{form.suffix_for(held)}", form.write(held))
    expected = [content_of(form.keeps(one)) for one in held]
    assert [content_of(one) for one in found.drafts] == expected
    assert not any(one.stopped for one in found.drafts)
