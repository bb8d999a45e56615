"""The end of the audit log goes to others too, where they are named: an address, an authority that stamps it."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from examapp.adapters.security.signing import check
from examapp.adapters.security.time_stamps import BadStampError, check_token
from examapp.adapters.witnesses import StampAuthority, Webhook, WitnessError, read_certificates
from examapp.extensions import db
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.upkeep.heads import find_lost_heads
from examapp.services.upkeep.witnesses import check_stamps, stamp_head, stamps_file, tell_of_head
from examapp.settings import Settings, SettingsError
from tests.console.operator import Operator
from tests.stamp_authority import StampOffice

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Receiver:
    """Keeps what it is sent; refuses the first `refusals` requests."""

    def __init__(self, refusals: int = 0, answer=lambda body: b"", elsewhere: str = "") -> None:
        self.bodies: list[bytes] = []
        self.elsewhere, self.visited = elsewhere, []
        self.refusals, self.answer, self.address = refusals, answer, ""

    @contextmanager
    def open(self) -> Iterator["Receiver"]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                receiver.visited.append(self.path)
                self.send_response(200)
                self.end_headers()

            def do_POST(self):
                if receiver.elsewhere:
                    self.send_response(302)
                    self.send_header("Location", receiver.elsewhere)
                    self.end_headers()
                    return
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refused = receiver.refusals > 0
                receiver.refusals -= refused
                self.send_response(503 if refused else 200)
                self.end_headers()
                if not refused:
                    receiver.bodies.append(body)
                    self.wfile.write(receiver.answer(body))

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{server.server_port}/heads"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def office(tmp_path) -> StampOffice:
    return StampOffice(tmp_path / "office")


def tell(app, ports, **witnesses):
    tell_of_head(
        app.extensions["settings"].heads_file, ports=replace(ports, **witnesses), now=ports.clock.now()
    )
    return app.extensions["settings"].heads_file


@SQLITE
def test_nothing_leaves_the_machine_unless_an_address_is_given(app, ports):
    assert (ports.webhook, ports.authority) == (None, None)
    file = tell(app, ports)
    assert not file.with_suffix(".sent").exists()
    assert not stamps_file(file).exists()


@SQLITE
def test_an_address_gets_every_line_once_and_in_order_also_those_it_did_not_take_before(app, ports):
    waits: list[float] = []

    def wait(seconds: float) -> None:
        assert not db.session().in_transaction(), "nothing is sent inside a transaction"
        waits.append(seconds)

    with Receiver(refusals=1).open() as receiver:
        webhook = Webhook(receiver.address, sleep=wait)
        file = tell(app, ports, webhook=webhook)
        assert len(receiver.bodies) == 1
        assert waits == [1.0]
        receiver.refusals = 3
        tell(app, ports, webhook=webhook)
        assert len(receiver.bodies) == 1, "three tries, and then the next hour"
        tell(app, ports, webhook=webhook)
    assert b"\n".join(receiver.bodies).decode() == file.read_text().strip()
    keys = {ports.signer.kid: ports.signer.public}
    body = json.loads(receiver.bodies[0])
    assert json.loads(check(body["jws"], keys).payload)["digest"] == body["digest"], "signed by the system"
    elsewhere = file.with_name("receiver.jsonl")
    elsewhere.write_bytes(b"\n".join(receiver.bodies))
    assert list(find_lost_heads(elsewhere, keys)) == []


@SQLITE
def test_an_authority_stamps_the_end_and_the_check_holds_it_against_the_file(
    app, ports, office, tmp_path, database_url
):
    with Receiver(answer=office.answer).open() as receiver:
        authority = StampAuthority(receiver.address, read_certificates(office.root))
        file = tell(app, ports, authority=authority)
        with transaction():
            record_act("test.done", "x:1", actor="system", now=ports.clock.now())
        tell(app, ports, authority=authority)
    trusted = read_certificates(office.root)

    def moment(token: bytes, digest: bytes):
        return check_token(token, digest, trusted).at

    assert [stamp.fault for stamp in check_stamps(file, moment)] == ["", ""]
    assert stamps_file(file).stat().st_mode & 0o777 == 0o600
    first, second = file.read_text().splitlines()
    file.write_text(second + "\n")
    assert [stamp.fault for stamp in check_stamps(file, moment)] == ["unstamped", ""]
    file.write_text(f"{first}\n{second}\n")
    here = Operator(tmp_path, database_url, {"EXAMAPP_HEADS_STAMPS_TRUST": str(office.root)})
    db.session.remove()
    assert "时间戳 2 个都对得上" in here.does("audit", "verify")
    file.write_text(second + "\n")
    said = here.tries("audit", "verify")
    assert said.exit_code == 1
    assert "第 1 个时间戳所盖的日志末尾，在文件里没有了" in said.output


@SQLITE
def test_a_stamp_of_somebody_else_of_another_digest_or_changed_proves_nothing(app, ports, office, tmp_path):
    with Receiver(answer=office.answer).open() as receiver:
        token = StampAuthority(receiver.address, read_certificates(office.root)).stamp(b"1" * 32)
        others = read_certificates(StampOffice(tmp_path / "others").root)
        with pytest.raises(WitnessError, match="not trusted"):
            StampAuthority(receiver.address, others).stamp(b"1" * 32)
    trusted = read_certificates(office.root)
    with pytest.raises(BadStampError, match="another digest"):
        check_token(token, b"2" * 32, trusted)
    with pytest.raises(BadStampError, match="not trusted"):
        check_token(token, b"1" * 32, [])
    at = check_token(token, b"1" * 32, trusted).at
    for place in (token.index(b"1" * 32), token.index(f"{at:%Y%m%d%H%M}".encode()), len(token) - 1):
        changed = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        with pytest.raises((BadStampError, ValueError)):
            check_token(changed, b"1" * 32, trusted)


@SQLITE
def test_an_authority_that_repeats_an_old_answer_or_is_away_costs_the_stamp_and_nothing_else(
    app, ports, office
):
    answers: list[bytes] = []

    def repeat(body: bytes) -> bytes:
        answers.append(office.answer(body))
        return answers[0]

    with Receiver(answer=repeat).open() as receiver:
        authority = StampAuthority(receiver.address, read_certificates(office.root))
        file = tell(app, ports)
        digest = hashlib.sha256(file.read_bytes().strip()).digest()
        assert stamp_head(file, authority, now=ports.clock.now())
        assert not stamp_head(file, authority, now=ports.clock.now()), "the nonce of before"
    away = StampAuthority(receiver.address, read_certificates(office.root), sleep=lambda _: None)
    assert not stamp_head(file, away, now=ports.clock.now())
    (line,) = stamps_file(file).read_text().splitlines()
    token = base64.b64decode(json.loads(line)["token"])
    assert check_token(token, digest, read_certificates(office.root)).nonce is not None


def test_an_address_that_sends_elsewhere_has_taken_nothing_and_nobody_goes_there():
    """A page of a proxy that asks to sign in, or an address inside the network, keeps no line."""
    with (
        Receiver().open() as inside,
        Receiver(elsewhere=inside.address).open() as outside,
        pytest.raises(WitnessError),
    ):
        Webhook(outside.address, sleep=lambda _: None).send("{}")
    assert (inside.visited, inside.bodies) == ([], [])


def test_an_authority_without_certificates_and_an_odd_address_are_refused_by_name(tmp_path):
    given = {"EXAMAPP_DATA_DIR": str(tmp_path)}
    with pytest.raises(SettingsError, match="EXAMAPP_HEADS_STAMPS_TRUST"):
        Settings.from_environment({**given, "EXAMAPP_HEADS_STAMPS": "https://tsa.example"})
    with pytest.raises(SettingsError, match="EXAMAPP_HEADS_WEBHOOK"):
        Settings.from_environment({**given, "EXAMAPP_HEADS_WEBHOOK": "ftp://x"})
