"""Jobs through Redis: brought to one worker, never a reason to refuse an act, and back when Redis is back (R15, R16)."""

import threading

import pytest
from redis import Redis

from examapp.adapters.queue.huey_queue import HueyQueue, open_queue
from examapp.adapters.queue.queue import ThreadQueue, WaitingQueue
from tests.waiting import wait_until


@pytest.fixture
def nodes(redis_server):
    """A web node's queue, two workers' queues, and what the workers did."""
    seen: list = []
    made = [HueyQueue(redis_server.url, "secret" * 8) for _ in range(3)]
    for number, queue in enumerate(made):
        queue.register("note", lambda number=number, **arguments: seen.append((number, arguments["mark"])))
    for worker in made[1:]:
        worker.consume()
    yield made[0], seen
    for queue in made:
        queue.stop()


def test_a_hundred_jobs_reach_the_workers_each_once_and_the_web_node_does_none(nodes):
    web, seen = nodes
    for mark in range(100):
        web.enqueue("note", mark=mark)
    wait_until(lambda: len(seen) >= 100, "a hundred jobs")
    assert sorted(mark for _, mark in seen) == list(range(100))
    assert {number for number, _ in seen} <= {1, 2}


def test_with_redis_stopped_nothing_is_refused_and_workers_come_back_by_themselves_R15(nodes, redis_server):
    web, seen = nodes
    web.enqueue("note", mark="before")
    wait_until(lambda: seen, "the first job")
    redis_server.stop()
    assert not web.is_there()
    web.enqueue("note", mark="lost, and found by the look into the database")
    redis_server.start()
    assert web.is_there()
    web.enqueue("note", mark="after")
    wait_until(lambda: len(seen) == 2, "the job after Redis came back")
    assert [mark for _, mark in seen] == ["before", "after"]


def test_a_message_that_we_did_not_sign_is_never_opened(nodes, redis_server):
    web, seen = nodes
    Redis.from_url(redis_server.url).lpush("huey.redis.examapp", b"cos\nsystem\n(S'true'\ntR.")
    foreign = HueyQueue(redis_server.url, "another" * 8)
    foreign.register("note", lambda **_: None)
    foreign.enqueue("note", mark="foreign")
    web.enqueue("note", mark="own")
    wait_until(lambda: seen, "our own job behind theirs")
    assert [mark for _, mark in seen] == ["own"]


def test_a_job_that_fails_does_not_end_its_worker(nodes):
    web, seen = nodes
    web.enqueue("no such job")
    web.enqueue("note", mark=1)
    wait_until(lambda: seen, "the job after the failed one")


def test_the_queue_follows_from_the_settings():
    assert isinstance(
        open_queue(redis_url="redis://127.0.0.1:1/0", secret="s" * 32, runs_jobs=False), HueyQueue
    )
    assert isinstance(open_queue(redis_url="", secret="s" * 32, runs_jobs=True), ThreadQueue)
    waiting = open_queue(redis_url="", secret="s" * 32, runs_jobs=False)
    assert isinstance(waiting, WaitingQueue)
    waiting.register("note", lambda **_: pytest.fail("a node without jobs did one"))
    waiting.enqueue("note")


def test_what_waits_for_a_thread_is_not_added_again():
    queue, gate, seen = ThreadQueue(), threading.Event(), []
    queue.register("wait", lambda **_: gate.wait(30))
    queue.register("note", lambda mark: seen.append(mark))
    queue.enqueue("wait", number=1)
    queue.enqueue("wait", number=2)
    for _ in range(5):
        queue.hand_over("note", mark=1)
    gate.set()
    wait_until(lambda: seen, "the job that waited")
    queue.stop()
    assert seen == [1]
