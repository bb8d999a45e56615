"""Signs that nobody sees never come in by a form, whatever its field; passwords stay as they were typed."""

import pytest
from flask import request


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\ufeff", "\ufe0f", "\u3164", "\x07"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_unseen_signs_are_gone_before_a_view_reads_a_field(app, sign, kind):
    typed = {"reason": [f"没{sign}来", "另一\n行"], "password": f"se{sign}cret"}
    with app.test_request_context("/", method="POST", data=typed, content_type=kind):
        assert request.form.getlist("reason") == ["没来", "另一\n行"]
        assert request.form["password"] == f"se{sign}cret"
