"""The two crowds: many who start in the same second, and many who answer with time to think."""

import asyncio
import resource
import time

from sqlalchemy import create_engine, select

from examapp.models.attempts import Attempt, AttemptResult, AttemptStep
from tests.bench.stage import Stage
from tests.load.people import Log, Person

CHUNK = 500
# Saving every 40 seconds for each active person is the model of the deadline day.
MODEL_THINK_SECONDS = 40


def allow_connections(count: int) -> None:
    """Raise the limit of open files for this process and the servers it starts. Raises RuntimeError when it is too low for that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count * 2 + 1000
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise RuntimeError(f"要打开 {wanted} 个文件，系统只允许 {hard} 个：先执行 ulimit -n {wanted}")
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def start_together(people: list[Person], spread_seconds: float) -> float:
    """Everybody opens the paper somewhere in the same stretch of time; gives the seconds until the last has it."""

    async def come(person: Person) -> None:
        await asyncio.sleep(person.dice.uniform(0, spread_seconds))
        await person.start()

    began = time.perf_counter()
    await asyncio.gather(*map(come, people))
    return time.perf_counter() - began


async def start_while_others_answer(
    people: list[Person], others: list[Person], spread_seconds: float, think_seconds: float
) -> float:
    """As above, while others who have begun go on answering; gives the seconds until the last starter has the paper."""
    over = asyncio.Event()
    await asyncio.gather(*(one.start() for one in others))
    answering = [asyncio.create_task(one.answer_until(over, think_seconds)) for one in others]
    wall = await start_together(people, spread_seconds)
    over.set()
    await asyncio.gather(*answering)
    return wall


async def answer_with_thought(people: list[Person], think_seconds: float) -> float:
    """Everybody comes within twice the time to think, answers everything and hands in; gives the seconds of it all."""

    async def sit(person: Person) -> None:
        await asyncio.sleep(person.dice.uniform(0, 2 * think_seconds))
        await person.start()
        await person.answer_all(think_seconds)
        await person.hand_in()

    began = time.perf_counter()
    await asyncio.gather(*map(sit, people))
    return time.perf_counter() - began


def make_people(stage: Stage, port: int, count: int, items: int) -> tuple[list[Person], Log]:
    """So many people with fresh attempts, and their common log."""
    log = Log()
    return more_people(stage, port, count, items, log), log


def more_people(stage: Stage, port: int, count: int, items: int, log: Log) -> list[Person]:
    """So many people more, who write into a log that is there."""
    return [Person(port, *one, log, seed) for seed, one in enumerate(stage.issue(count, items))]


def count_lost(stage: Stage, people: list[Person], log: Log) -> tuple[int, int, int]:
    """Steps acknowledged but not stored, attempts never started, attempts with other than one result; from the database."""
    engine = create_engine(stage.settings.database_url)
    lost = unstarted = wrong = 0
    handed_in = bool(log.seconds["submission"])
    with engine.connect() as connection:
        for at in range(0, len(people), CHUNK):
            ids = [one.attempt for one in people[at : at + CHUNK]]
            of = AttemptStep.attempt_id.in_(ids)
            stored = {bytes(one).hex() for one in connection.scalars(select(AttemptStep.client_id).where(of))}
            acked = {step.replace("-", "") for one in ids for step in log.acked.get(one, ())}
            lost += len(acked - stored)
            started = select(Attempt.id).where(Attempt.id.in_(ids), Attempt.started_ms.is_not(None))
            unstarted += len(ids) - len(connection.scalars(started).all())
            if handed_in:
                results = select(AttemptResult.attempt_id).where(AttemptResult.attempt_id.in_(ids))
                found = connection.scalars(results).all()
                wrong += len(set(ids) ^ set(found)) + len(found) - len(set(found))
    engine.dispose()
    return lost, unstarted, wrong
