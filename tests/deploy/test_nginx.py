"""The nginx site as shipped: read by nginx, started on loopback, asked over TLS, with nodes that die in the middle."""

import http.client

import pytest

from tests.deploy.nginx import Front, Node
from tests.programs import explain, find_nginx


@pytest.fixture
def nodes():
    made = [Node(), Node()]
    yield made
    for node in made:
        node.stop()


@pytest.fixture
def front(tmp_path, nodes):
    if find_nginx() is None:
        pytest.fail(explain("nginx", "EXAMAPP_NGINX"), pytrace=False)
    made = Front(tmp_path, nodes).start()
    yield made
    made.stop()


def numbers_seen(node: Node) -> list[str]:
    return [path for _, path, _ in node.seen]


def test_nginx_finds_nothing_wrong_with_the_site(front):
    found = front.check()
    assert found.returncode == 0, found.stderr
    assert "[warn]" not in found.stderr
    assert "[emerg]" not in found.stderr


def test_people_come_in_by_tls_only_and_nodes_are_told_who_asks_and_under_which_number(front, nodes):
    with front.client() as client:
        answer = client.get(
            "/sign-in/secret-link?next=geheim",
            headers={"X-Forwarded-For": "6.6.6.6", "X-Request-ID": "forged"},
        )
        moved = client.get(f"http://127.0.0.1:{front.plain_port}/me?a=1")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
    assert (moved.status_code, moved.headers["Location"]) == (308, "https://127.0.0.1/me?a=1")
    ((_, _, told),) = [*nodes[0].seen, *nodes[1].seen]
    assert told["X-Forwarded-For"] == "127.0.0.1"
    assert told["X-Forwarded-Proto"] == "https"
    assert answer.headers.get_list("X-Request-ID") == [told["X-Request-ID"]]
    assert told["X-Request-ID"] == answer.headers["X-Request-ID"] != "forged"
    log = (front.folder / "access.log").read_text()
    assert answer.headers["X-Request-ID"] in log
    assert " /sign-in/* " in log
    assert "secret-link" not in log
    assert "geheim" not in log


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_node_that_dies_in_a_request_is_not_noticed_where_repeating_is_harmless(front, nodes, method):
    nodes[0].hangs_up = True
    with front.client() as client:
        statuses = [client.request(method, f"/{number}").status_code for number in range(4)]
    assert statuses == [200] * 4
    assert len(nodes[0].seen) >= 1
    # What the first node took and did not answer came to the second as well: steps must be safe to store twice.
    assert set(numbers_seen(nodes[0])) <= set(numbers_seen(nodes[1]))


def test_a_post_that_a_node_may_have_done_is_never_sent_a_second_time(front, nodes):
    nodes[0].hangs_up = True
    with front.client() as client:
        answers = {f"/{number}": client.post(f"/{number}", content=b"x") for number in range(4)}
    failed = {path for path, answer in answers.items() if answer.status_code == 503}
    assert failed == set(numbers_seen(nodes[0])) != set()
    assert failed & set(numbers_seen(nodes[1])) == set()
    told = answers[failed.pop()]
    assert "答案已存在本机" in told.text
    assert told.headers["Retry-After"] == "5"
    assert told.headers["Strict-Transport-Security"]


def test_a_post_that_no_node_has_seen_goes_to_the_other_one(front, nodes):
    nodes[0].stop()
    with front.client() as client:
        assert [client.post(f"/{number}", content=b"x").status_code for number in range(4)] == [200] * 4


def test_an_upload_beyond_the_limit_is_refused_before_it_is_sent_on(front, nodes):
    connection = http.client.HTTPSConnection("127.0.0.1", front.port, context=front.trusted)
    connection.putrequest("POST", "/roster")
    connection.putheader("Content-Length", str(22 * 1024 * 1024))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert nodes[0].seen + nodes[1].seen == []


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_figures_for_supervisors_are_not_shown_outside(front, nodes, path):
    with front.client() as client:
        assert client.get(path).status_code == 404
    assert nodes[0].seen + nodes[1].seen == []
