"""What is done to the site while people answer. Each fault ends with the site whole again."""

import os
import random
import threading
import time
from contextlib import suppress

import psycopg

from tests.chaos.processes import await_true
from tests.chaos.rounds import NotPossibleError, Stage, wait

LEFT_BYTES = 96 * 1024
AUDIT_LOCK = 7_230_001


def kill_web_nodes(stage: Stage) -> None:
    """kill -9 of one web node, later of the other: what it had acknowledged is stored, what it had not is sent again (R12)."""
    for number in (0, 1):
        stage.site.webs[number].kill()
        stage.live(f"第 {number + 1} 台网站节点被杀后恢复用时")
        stage.site.start_web(number)


def kill_one_web_node(stage: Stage) -> None:
    """One node dies in the very moment when everybody starts (R18)."""
    stage.site.webs[0].kill()
    wait(2)
    stage.site.start_web(0)


def restart_postgres(stage: Stage) -> None:
    """An orderly restart, then kill -9 and recovery from the log of changes (R12, R13)."""
    primary = stage.site.pair.primary
    primary.stop()
    wait(3)
    primary.start()
    stage.live("数据库停 3 秒再启动，恢复用时")
    primary.kill()
    primary.start()
    stage.live("数据库被杀后恢复用时")


def promote_replica(stage: Stage) -> None:
    """The primary dies and is fenced, the replica takes over, and a new replica is built while people answer."""
    stage.site.pair.fail_over()
    stage.live("备库接管，恢复用时")
    stage.site.pair.attach()
    stage.live("重建备库期间")


def lose_redis(stage: Stage) -> None:
    """FLUSHALL, then no Redis at all: limits get looser, jobs wait, answers go on (R15)."""
    stage.site.redis.flush()
    wait(2)
    stage.site.redis.stop()
    stage.live("Redis 停掉后")
    wait(6)
    stage.site.redis.start()
    stage.live("Redis 回来后")


def fill_disk(stage: Stage) -> None:
    """The disk of the database is full to the last block; people are told, nothing is half written (R14)."""
    if not stage.site.small_disk or stage.site.pair.primary.data != stage.site.small_disk:
        raise NotPossibleError("这台机器不允许挂载小磁盘（需要 root），没有做")
    filler = stage.site.small_disk / "filler"
    try:
        with filler.open("wb") as file:
            _take_what_is_free(file.fileno(), stage)
        full = lambda: stage.crowd.answers()[507] > 0  # noqa: E731
        await_true(full, 40, "somebody is told that the disk is full")
        wait(5)
    finally:
        filler.unlink()
    stage.live("清出空间后恢复用时")
    stage.notes.append(f"其间答复“存储已满” {stage.crowd.answers()[507]} 次")


def _take_what_is_free(descriptor: int, stage: Stage) -> None:
    """Under load the database takes blocks between the look and the grab: look again then."""
    for _ in range(50):
        with suppress(OSError):
            os.posix_fallocate(descriptor, 0, max(1, stage.site.free_bytes() - LEFT_BYTES))
            return
    raise NotPossibleError("数据库写得太快，没能占满小磁盘")


def worsen_network(stage: Stage) -> None:
    """30 % of messages lost each way and 2 s of delay (R38)."""
    stage.network.weather = "bad"
    wait(25)
    stage.network.weather = "clear"
    stage.live("线路好转后")
    stage.notes.append(f"丢掉 {stage.network.lost} 个报文")


def cut_at_deadline(stage: Stage) -> None:
    """Nobody reaches anything for 10 s around the moment when everybody's time ends (R25, R26, R27)."""
    ends = min(one.ends for one in stage.crowd.candidates if one.ends)
    wait(max(0.0, ends - time.monotonic() - 3))
    stage.network.cut()
    wait(10)
    stage.network.weather = "clear"


def hold_locks(stage: Stage) -> None:
    """Somebody holds the table of answers for 7 s; then sessions are ended one after another by an administrator (R13)."""
    address = stage.site.pair.primary.port
    with psycopg.connect(f"host=127.0.0.1 port={address} user=postgres dbname=exam") as connection:
        connection.execute("lock table attempt_steps in access exclusive mode")
        wait(7)
    stage.live("表被占住 7 秒后恢复用时")
    for _ in range(10):
        stage.site.pair.primary.ask(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'exam' and random() < 0.3"
        )
        wait(0.3)
    stage.live("连接被逐个掐断后")


def provoke_deadlocks(stage: Stage) -> None:
    """While everybody hands in: take the lock of the audit log and the row of an attempt in the wrong order (R19)."""
    before = _deadlocks(stage)
    dice, over = random.Random(3), threading.Event()
    timer = threading.Timer(8, over.set)
    timer.start()
    while not over.is_set():
        _cross(stage, dice)
    timer.join()
    wait(1)
    stage.notes.append(f"数据库判了 {_deadlocks(stage) - before} 次死锁")


def _cross(stage: Stage, dice: random.Random) -> None:
    port = stage.site.pair.primary.port
    try:
        with psycopg.connect(f"host=127.0.0.1 port={port} user=postgres dbname=exam") as connection:
            connection.execute("select pg_advisory_xact_lock(%s)", [AUDIT_LOCK])
            # Long enough for a hand-in to have taken its row and to wait for us, too short for it to have looked for a deadlock.
            time.sleep(0.1)
            held = _locked_rows(connection, stage.attempts)
            if held:
                connection.execute("select 1 from attempts where id = %s for update", [dice.choice(held)])
            connection.rollback()
    except psycopg.errors.DeadlockDetected:
        # This time the database chose us and not the application.
        return


def _locked_rows(connection: psycopg.Connection, attempts: list[str]) -> list[str]:
    """The attempts whose rows somebody else holds: those that skipping over locks leaves out."""
    connection.execute("savepoint look")
    query = "select id from attempts where id = any(%s) for no key update skip locked"
    free = {row[0] for row in connection.execute(query, [attempts])}
    connection.execute("rollback to savepoint look")
    return sorted(set(attempts) - free)


def _deadlocks(stage: Stage) -> int:
    return stage.site.pair.primary.ask("select deadlocks from pg_stat_database where datname = 'exam'")[0][0]
