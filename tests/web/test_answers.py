"""What every answer carries for the browser, and what no address takes."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_answer_tells_the_browser_what_it_may_do_with_it(app):
    client = app.test_client()
    for path in ("/sign-in", "/no-such-page", "/healthz"):
        headers = client.get(path, base_url="https://localhost").headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
            headers["Content-Security-Policy"].split("; ")
        )
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "charset=utf-8" in headers["Content-Type"] or headers["Content-Type"] == "application/json"


def test_no_address_answers_to_trace(app):
    client = app.test_client()
    assert {client.open(path, method="TRACE").status_code for path in ("/", "/sign-in", "/healthz")} == {405}


def test_a_file_with_a_chinese_name_has_a_name_for_old_programs_too(world, sign_in):
    answer = sign_in("inspector").get("/rosters/template.xlsx")
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=download.xlsx; filename*=UTF-8"
    )
