"""Figures per item from real papers, kept in tables of their own; small numbers stay untold."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from examapp.domain.rulings import item_under
from examapp.domain.statistics.alarms import item_alarms
from examapp.domain.statistics.answers import ENOUGH, Answer, rest_shares
from examapp.domain.statistics.choices import choice_table
from examapp.domain.statistics.drift import Comparison, compare_districts, find_drift, group_by_item
from examapp.domain.statistics.items import Estimate, discrimination, facility, time_quartiles
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.item_statistics import ItemStatistic, StatisticsRun
from examapp.services.attempts.answer_reading import ReadPaper, last_result_id, read_quiz_papers, since_ms
from examapp.services.attempts.rulings import get_rulings
from examapp.services.core.job_runs import find_or_request, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from question_bank.model import Item
from question_bank.types import rules_of

RECENT_DAYS = 60
# Without new papers the figures stay right, but what counts as recent moves on.
OLDEST = timedelta(days=1)

ItemKey = tuple[str, int]


def refresh_statistics(*, now: datetime, force: bool = False) -> bool:
    """Compute everything anew; False when nothing new was handed in since the last time, today. Safe to run twice."""
    newest, last = last_result_id(), last_run()
    if not force and last and last.last_result_id == newest and now - last.computed_at < OLDEST:
        return False
    papers, answers = _collect(now)
    rulings = get_rulings(answers)
    # The key that counts, not the one that was ruled wrong.
    items = {key: item_under(item, rulings.get(key)) for key, item in get_items(answers).items()}
    drift = _drift(answers)
    rows = [
        _row(key, found, items[key], papers, drift.get(f"{key[0]}@{key[1]}", []))
        for key, found in answers.items()
    ]
    with transaction() as session:
        session.execute(delete(ItemStatistic))
        session.add_all(rows)
        session.add(
            StatisticsRun(computed_at=now, last_result_id=newest, paper_count=papers, item_count=len(rows))
        )
    return True


def request_refresh(*, now: datetime, ports: Ports) -> None:
    """Have everything computed anew in the background; asked for twice is once while the first still waits."""
    send_run(find_or_request("refresh_statistics", now=now, force=True), ports=ports)


def _collect(now: datetime) -> tuple[int, dict[ItemKey, list[Answer]]]:
    border = since_ms(now - timedelta(days=RECENT_DAYS))
    answers: dict[ItemKey, list[Answer]] = {}
    count = 0
    for paper in read_quiz_papers():
        count += 1
        for key, answer in zip(paper.keys, _answers(paper, recent=paper.submitted_ms >= border), strict=True):
            answers.setdefault(key, []).append(answer)
    db.session.commit()
    return count, answers


def _answers(paper: ReadPaper, *, recent: bool) -> list[Answer]:
    rests = rest_shares(list(paper.earned), list(paper.points))
    return [
        Answer(
            share=paper.earned[place] / paper.points[place],
            rest=rests[place],
            chosen=paper.responses[place],
            seconds=paper.seconds.get(place + 1),
            district=paper.district,
            recent=recent,
        )
        for place in range(len(paper.keys))
    ]


def _drift(answers: dict[ItemKey, list[Answer]]) -> dict[str, list[Comparison]]:
    compared: list[Comparison] = []
    for (item_id, revision), found in answers.items():
        if len(found) >= ENOUGH:
            compared += compare_districts(f"{item_id}@{revision}", found)
    return dict(group_by_item(find_drift(compared)))


def _row(
    key: ItemKey, answers: Sequence[Answer], item: Item, papers: int, drift: Sequence[Comparison]
) -> ItemStatistic:
    row = ItemStatistic(
        item_id=key[0], revision=key[1], n=len(answers), alarms="", figures={"papers": papers}
    )
    if len(answers) < ENOUGH:
        # Not kept at all: what is not stored cannot be shown by mistake.
        return row
    found, rest = facility(answers), discrimination(answers)
    rules = rules_of(item.type)
    ids = rules.tabled(item, [answer.chosen for answer in answers])
    table = choice_table(answers, ids, item.answer_key) if ids else ()
    alarms = item_alarms(found, rest, table if rules.judges_distractors else ())
    row.alarms = "".join(f",{alarm}," for alarm in (*alarms, *(["drift"] if drift else [])))
    row.facility = found.value if found else None
    row.discrimination = rest.value if rest else None
    row.figures = {
        "papers": papers,
        "facility": _estimate(found),
        "discrimination": _estimate(rest),
        "choices": [
            {"id": one.choice, "right": one.right, "count": one.count, "share": one.share, "upper": one.upper, "lower": one.lower}
            for one in table
        ],
        "seconds": time_quartiles(answers),
        "timed": sum(one.seconds is not None for one in answers),
        "drift": [_compared(one) for one in drift],
    }  # fmt: skip
    return row


def _estimate(found: Estimate | None) -> dict | None:
    if found is None:
        return None
    return {"value": found.value, "low_high": list(found.interval) if found.interval else None}


def _compared(one: Comparison) -> dict:
    return {
        "district": one.district,
        "right": one.right,
        "n": one.n,
        "rest_right": one.rest_right,
        "rest_n": one.rest_n,
        "p": one.p_value,
    }


def last_run() -> StatisticsRun | None:
    """The newest computation, or None before the first."""
    return db.session.scalar(select(StatisticsRun).order_by(StatisticsRun.id.desc()).limit(1))


def read_panel(item_id: str) -> dict:
    """What the panel of one item shows: the current revision's row (None when nobody met it), older ones, the run."""
    item = db.session.get(BankItem, item_id)
    rows = db.session.scalars(
        select(ItemStatistic).where(ItemStatistic.item_id == item_id).order_by(ItemStatistic.revision.desc())
    ).all()
    current = [row for row in rows if item is not None and row.revision == item.revision]
    content = get_items([(item_id, item.revision)])[(item_id, item.revision)] if item else None
    return {
        "row": current[0] if current else None,
        "older": [row for row in rows if row not in current],
        "texts": rules_of(content.type).answer_texts(content) if content else {},
        "run": last_run(),
        "enough": ENOUGH,
    }


def list_alarms(alarm: str = "") -> list[tuple[BankItem, ItemStatistic]]:
    """Items whose current revision raises an alarm (one kind, or any), those with most answers first."""
    query = (
        select(BankItem, ItemStatistic)
        .join(
            ItemStatistic,
            (ItemStatistic.item_id == BankItem.id) & (ItemStatistic.revision == BankItem.revision),
        )
        .where(ItemStatistic.alarms != "", BankItem.state != "retired")
        .order_by(ItemStatistic.n.desc(), BankItem.id)
    )
    if alarm:
        query = query.where(ItemStatistic.alarms.contains(f",{alarm},", autoescape=True))
    return [(item, row) for item, row in db.session.execute(query)]


def count_alarms() -> dict[str, int]:
    """How many items raise each alarm."""
    counts: dict[str, int] = {}
    for _, row in list_alarms():
        for alarm in alarms_of(row):
            counts[alarm] = counts.get(alarm, 0) + 1
    return counts


def alarms_of(row: ItemStatistic) -> list[str]:
    """The codes of one row."""
    return [code for code in row.alarms.split(",") if code]
