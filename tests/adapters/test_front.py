"""Bodies that do not come hold nothing but their own connection (S25)."""

import gzip
import hashlib
import json
import os
import pickle
import signal
import socket
import time
from functools import partial

import pytest

from examapp.adapters.server.front.limits import KIB, MIB, Limits
from examapp.adapters.server.front.processes import run_front
from tests.fronts import THREADS, EchoServer, Line
from tests.waiting import wait_until

MANY = 60


@pytest.fixture(scope="module")
def echo(tmp_path_factory):
    made = EchoServer(tmp_path_factory.mktemp("front"))
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def still_answers(echo):
    """Whatever a test did, the next request is answered as if nothing had been."""
    yield
    status, body = post(echo, b"after")
    assert (status, json.loads(body)["length"]) == (200, 5)


def post(echo, body: bytes, path: str = "/echo") -> tuple[int, bytes]:
    return Line(echo.port).head(path=path, length=len(body)).send(body).answer()


def test_unfinished_bodies_keep_nobody_waiting_and_are_told_to_try_again(echo):
    slow = [Line(echo.port).head(length=10).send(b"abc") for _ in range(MANY)]
    slow += [Line(echo.port).head(length=1 * MIB).send(b"x" * 5000) for _ in range(MANY)]
    slow += [Line(echo.port).head(length="chunked").send(b"3\r\nabc\r\n") for _ in range(MANY)]
    assert [post(echo, b"quick")[0] for _ in range(20)] == [200] * 20
    for line in slow:
        status, body = line.answer()
        assert status == 408
        assert "网络太慢" in body.decode()


@pytest.mark.parametrize("length", [40, 1 * MIB, "chunked"])
def test_a_body_that_drips_byte_by_byte_is_given_up_while_it_still_drips(echo, length):
    line = Line(echo.port).head(length=length)
    drop = b"1\r\nx\r\n" if length == "chunked" else b"x"
    line.socket.settimeout(0.1)
    dropped = 0
    while dropped < 600:
        line.send(drop)
        dropped += 1
        try:
            if not line.socket.recv(65536):
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
        break
    assert 5 < dropped < 600


def test_heads_that_do_not_come_are_hung_up_on(echo):
    silent = [Line(echo.port) for _ in range(MANY)]
    begun = [Line(echo.port).send(b"POST /echo HTTP/1.1\r\nHost: he") for _ in range(MANY)]
    endless = Line(echo.port).send(b"GET /echo HTTP/1.1\r\nHost: here\r\n")
    for number in range(400):
        endless.send(f"X-{number}: {'y' * 2000}\r\n".encode())
    assert post(echo, b"quick")[0] == 200
    for line in (*begun, endless):
        line.read()
    for line in silent:
        line.close()


def test_a_connection_that_rests_between_two_requests_is_closed_in_time(echo):
    line = Line(echo.port).head(length=3).send(b"abc")
    assert line.answer()[0] == 200
    assert line.read() == b""


@pytest.mark.parametrize("size", [0, 1, 16 * KIB, 16 * KIB + 1, 256 * KIB, 4 * MIB])
def test_a_body_arrives_as_it_was_sent_whatever_its_size(echo, size):
    body = os.urandom(size)
    status, answer = post(echo, body)
    told = json.loads(answer)
    assert (status, told["length"], told["digest"]) == (200, size, hashlib.sha256(body).hexdigest())
    assert size == 0 or told["CONTENT_LENGTH"] == str(size)


def test_a_large_body_on_a_slow_but_steady_line_arrives(echo):
    """Four times the least rate: slower than any deadline of a small body, and no pause is long."""
    body, sent = os.urandom(128 * KIB), 0
    line = Line(echo.port).head(length=len(body))
    while sent < len(body):
        line.send(body[sent : sent + 3 * KIB])
        sent += 3 * KIB
        time.sleep(0.1)
    status, answer = line.answer()
    assert (status, json.loads(answer)["digest"]) == (200, hashlib.sha256(body).hexdigest())


def test_the_longest_that_twenty_megabytes_may_take_is_under_an_hour():
    limits = Limits()
    slowest = limits.most_bytes / limits.least_rate + limits.grace_seconds
    assert slowest < 3600
    assert not limits.is_too_slow(limits.most_bytes - 1, age=slowest - 1, pause=1)
    assert limits.is_too_slow(1000, age=limits.grace_seconds + 1, pause=1)
    assert limits.is_too_slow(limits.most_bytes - 1, age=30, pause=limits.stall_seconds + 1)


def test_pieces_are_joined_and_the_application_is_told_the_length(echo):
    line = Line(echo.port).head(length="chunked")
    for piece in (b"first ", b"second ", b"third"):
        line.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    status, answer = line.send(b"0\r\n\r\n").answer()
    told = json.loads(answer)
    assert (status, told["length"], told["CONTENT_LENGTH"]) == (200, 18, "18")


def test_pieces_without_end_are_not_kept(echo):
    line = Line(echo.port).head(length="chunked")
    piece = f"{256 * KIB:x}\r\n".encode() + b"x" * 256 * KIB + b"\r\n"
    for _ in range(5 * MIB // (256 * KIB)):
        line.send(piece)
    status, answer = line.answer()
    # Nothing of it is given to the application, and it is told how much it was.
    assert status == 0 or json.loads(answer)["length"] == 0


def test_a_body_above_the_bound_is_not_read_and_the_application_says_so(echo):
    status, answer = Line(echo.port).head(length=4 * MIB + 1).answer()
    told = json.loads(answer)
    assert (status, told["length"], told["CONTENT_LENGTH"]) == (200, 0, str(4 * MIB + 1))


def test_when_the_store_is_full_the_silent_go_and_the_quick_one_arrives(echo):
    slow = [Line(echo.port).head(length=2 * MIB).send(b"x" * 1500 * KIB) for _ in range(4)]
    body = os.urandom(3 * MIB)
    status, answer = post(echo, body)
    assert (status, json.loads(answer)["digest"]) == (200, hashlib.sha256(body).hexdigest())
    assert [line.answer()[0] for line in slow] == [408] * 4


@pytest.mark.parametrize("length", [1000, 1 * MIB, "chunked"])
def test_a_client_that_vanishes_is_no_request(echo, length):
    for _ in range(20):
        Line(echo.port).head(path="/fault", length=length).send(b"3\r\nabc\r\n").close()
    assert post(echo, b"quick")[0] == 200
    assert "a fault of the application" not in echo.log.read_text()


@pytest.mark.parametrize("tail", [b"3\r\nabc\r\n", b"3\r\nabc\r\n0\r\n", b"3\r\nabc\r\nzz\r\n", b"5\r\nab"])
def test_pieces_that_break_off_never_reach_the_application(echo, tail):
    line = Line(echo.port).head(path="/fault", length="chunked").send(tail)
    line.socket.shutdown(socket.SHUT_WR)
    assert line.answer()[0] in (0, 400)
    assert "a fault of the application" not in echo.log.read_text()


def test_nothing_of_a_request_that_broke_off_is_kept(echo):
    for length in (1000, 1 * MIB, "chunked"):
        for _ in range(100):
            Line(echo.port).head(length=length).send(b"3\r\nabc\r\n").close()
    stalled = [
        Line(echo.port).head(length=length).send(b"x") for length in (1000, 1 * MIB) for _ in range(30)
    ]
    assert [line.answer()[0] for line in stalled] == [408] * 60
    wait_until(lambda: json.loads(post(echo, b"x", "/held")[1])["held"] <= THREADS)


def test_clients_that_do_not_read_their_answers_hold_no_thread(echo):
    lazy = [Line(echo.port).head(path="/large", length=3).send(b"abc") for _ in range(THREADS * 4)]
    assert post(echo, b"quick")[0] == 200
    assert [len(line.answer()[1]) for line in lazy] == [8 * MIB] * len(lazy)


def test_a_client_that_asks_first_whether_it_may_send_is_told_so(echo):
    line = Line(echo.port).send(
        b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    )
    assert line.socket.recv(100).startswith(b"HTTP/1.1 100")
    assert line.send(b"abc").answer()[0] == 200


def test_what_a_process_runs_can_be_handed_to_a_new_one_on_every_system():
    assert pickle.loads(pickle.dumps(partial(run_front, threads=2))).keywords == {"threads": 2}


def test_a_client_that_leaves_before_the_answer_costs_nobody_else_anything(echo):
    for _ in range(THREADS * 3):
        Line(echo.port).head(path="/slow/0.2", length=3).send(b"abc").close()
    assert post(echo, b"quick")[0] == 200


def test_several_requests_of_one_connection_are_answered_in_order(echo):
    line = Line(echo.port)
    for number in range(1, 6):
        line.head(path=f"/{number}", length=number).send(b"x" * number)
        status, answer = line.answer()
        assert (status, json.loads(answer)["PATH_INFO"]) == (200, f"/{number}")


def test_paths_words_and_headers_reach_the_application_as_wsgi_has_them(echo):
    line = Line(echo.port).send(
        b"GET /g%C3%A9/%E4%B8%AD?x=%E4%B8%AD&y=1 HTTP/1.1\r\nHost: a.b:80\r\nCookie: a=1\r\nCookie: b=2\r\n"
        b"X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nX_Forwarded_For: 9.9.9.9\r\n\r\n"
    )
    told = json.loads(line.answer()[1])
    assert told["PATH_INFO"].encode("latin-1").decode() == "/gé/中"
    assert told["QUERY_STRING"] == "x=%E4%B8%AD&y=1"
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert told["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert (told["HTTP_HOST"], told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == (
        "a.b:80",
        "127.0.0.1",
        "http",
    )


def test_a_length_and_pieces_at_once_are_not_read_as_two_requests(echo):
    line = Line(echo.port).send(
        b"POST /one HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /two HTTP/1.1\r\nHost: here\r\n\r\n"
    )
    received = line.read()
    assert b"/two" not in received or b'"length": 0' in received


def test_a_zipped_body_is_not_unpacked_by_the_front(echo):
    body = gzip.compress(b"x" * MIB)
    assert json.loads(post(echo, body)[1])["length"] == len(body)


def test_a_fault_of_the_application_ends_its_request_and_no_thread(echo):
    for _ in range(THREADS * 3):
        status, body = post(echo, b"abc", "/fault")
        assert (status, "系统出了问题" in body.decode()) == (500, True)


def test_who_is_being_answered_when_the_process_is_asked_to_stop_gets_the_answer(tmp_path):
    server = EchoServer(tmp_path)
    line = Line(server.port).head(path="/slow/1", length=3).send(b"abc")
    time.sleep(0.3)
    os.killpg(server.process.pid, signal.SIGTERM)
    assert line.answer()[0] == 200
    server.process.wait(timeout=20)
