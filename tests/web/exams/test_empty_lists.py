"""An exam that nobody is registered for yet says what will fill it; a filter that finds nobody speaks of the filter."""

from types import SimpleNamespace

import pytest
from flask import render_template


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("registered", "words"), [(0, "登记到名单上以后，自动加入"), (3, "换个条件再试")])
def test_an_empty_list_names_its_own_cause(app, registered, words):
    shown = render_template(
        "exams/_people.html", rows=[], total_progress=SimpleNamespace(registered=registered)
    )
    assert words in shown
