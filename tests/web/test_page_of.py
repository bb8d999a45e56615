"""An address that only takes forms leads to its page when a browser asks for it."""

import re

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/bank-imports/1/taking", "/bank-imports/1"),
        ("/exams/3/people/4/minutes", "/exams/3/people/4"),
        ("/laws/versions/2/cancel", "/laws"),
        ("/bank/views/5/removal", "/bank"),
        ("/tablet/quizzes", "/tablet/"),
        ("/tablet/quizzes/7/draw", "/tablet/quizzes/7"),
        ("/me/attempts/abc/moment/person", "/me"),
        ("/me/passkeys/9/removal", "/me/passkeys"),
        ("/items/published/fire-001/hold", "/bank"),
        ("/handover/wipe", "/handover/queue"),
        ("/sign-out", "/"),
    ],
)
def test_it_leads_to_the_nearest_page(app, address, page):
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_no_address_of_a_form_is_a_dead_end(app):
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        address = re.sub(r"<(?!int)[^>]*>", "abc", re.sub(r"<int:[^>]*>", "7", str(rule)))
        if (
            "POST" in rule.methods
            and not address.startswith("/api/")
            and "GET" not in adapter.allowed_methods(address)
        ):
            answer = app.test_client().get(address)
            assert answer.status_code == 302, address
            assert "GET" in adapter.allowed_methods(answer.headers["Location"]), address


def test_a_script_and_other_methods_still_hear_that_it_is_wrong(app):
    client = app.test_client()
    assert client.get("/me/face/pictures", headers={"Accept": "application/json"}).status_code == 405
    assert client.delete("/sign-out").status_code in (400, 405)
