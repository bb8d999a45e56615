"""drand: a round is named while nobody can know it; what cannot be had or does not fit is nothing."""

import hashlib
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from examapp.adapters.beacons import AHEAD_SECONDS, CHAIN, GENESIS, PERIOD, Drand, open_beacon

SIGNATURE = "0a" * 48
RANDOMNESS = hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest()
ANSWERS = {
    7: {"round": 7, "signature": SIGNATURE, "randomness": RANDOMNESS},
    8: {"round": 8, "signature": SIGNATURE, "randomness": "ab" * 32},
    9: {"round": 7, "signature": SIGNATURE, "randomness": RANDOMNESS},
    10: ["no round"],
}


class _Round(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """The answers above; a round that is not out yet is not found."""
        chain, _, number = self.path.lstrip("/").split("/")
        answer = ANSWERS.get(int(number)) if chain == CHAIN else None
        self.send_response(200 if answer else 404)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_arguments) -> None:
        """Nothing."""


@pytest.fixture
def address():
    server = HTTPServer(("127.0.0.1", 0), _Round)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_round_is_taken_as_its_signature_says_and_everything_else_is_nothing(address):
    assert [Drand(address).fetch(number) for number in (7, 8, 9, 10, 11)] == [RANDOMNESS, "", "", "", ""]


def test_an_address_where_nobody_answers_is_nothing():
    assert Drand("http://127.0.0.1:9").fetch(7) == ""


def test_the_named_round_comes_out_some_seconds_later():
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    named = Drand("http://127.0.0.1:9").name(now)
    comes_out = GENESIS + (named["round"] - 1) * PERIOD
    assert AHEAD_SECONDS <= comes_out - now.timestamp() <= AHEAD_SECONDS + 2 * PERIOD


def test_without_an_address_no_network_is_asked():
    assert open_beacon("") is None
