"""A forged Host header never reaches what others scan, click or read on paper."""

import dataclasses

import pytest

from examapp.adapters.server.serving_notes import write_note
from examapp.web.addresses import browser_base_url, public_base_url

FORGED = (
    "evil.example",
    "evil.example:8000",
    "203.0.113.9",
    "localhost.evil.example",
    "0.0.0.0",
    "127.0.0.1@evil.example",
)


def addresses_for(app, host: str) -> str:
    with app.test_request_context("/", headers={"Host": host}):
        return public_base_url()


@pytest.fixture
def folder(app, tmp_path):
    """The data folder of the application, without a configured address."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(settings, base_url="", data_dir=tmp_path)
    return tmp_path


@pytest.mark.parametrize("host", FORGED)
def test_without_a_configured_address_a_foreign_host_gives_where_the_server_listens(app, folder, host):
    assert "evil" not in addresses_for(app, host)
    write_note(folder, "https://192.0.2.7:8443", "sqlite://")
    assert addresses_for(app, host) == "https://192.0.2.7:8443"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:5000", "[::1]:8000"])
def test_an_address_of_this_machine_is_taken_as_the_browser_wrote_it(app, folder, host):
    assert addresses_for(app, host) == f"http://{host}"


def test_a_configured_address_is_the_only_one(app, folder):
    settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(settings, base_url="https://exam.example.org")
    assert addresses_for(app, "127.0.0.1:8000") == "https://exam.example.org"


def test_keys_of_this_browser_stay_bound_to_the_address_it_shows(app, folder):
    with app.test_request_context("/", headers={"Host": "exam.lan:8000"}):
        assert browser_base_url() == "http://exam.lan:8000"
