"""The last day before the deadline, second by second: arrivals by the model, costs as measured, queues where they form."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.bench.figures import ROOT, write_into
from tests.load.model import CITY_PEOPLE, Figures, Model, read_figures, read_source
from tests.load.queues import draw_arrivals, wait_seconds
from tests.load.sizing import write_sizing

DAY, HOUR, MINUTE = 86_400, 3_600, 60
PEAK_HOUR, BURST_EVERY = 19, 900
# Share of the day's starts in each hour outside the peak hour: nothing at night, most in the evening.
_CURVE = (0, 0, 0, 0, 0, 0, 1, 3, 6, 7, 7, 6, 5, 5, 6, 6, 6, 7, 8, 0, 10, 8, 6, 3)
DOCUMENT = ROOT / "docs" / "scaling.md"


@dataclass(frozen=True, slots=True)
class Installation:
    """Processors of the web nodes and of the database, acts a second of the audit chain, starts a second that are let in."""

    web: int
    database: int
    chained_per_second: float
    admitted_per_second: float


@dataclass(frozen=True, slots=True)
class Day:
    """What the day came to; shares are of the busiest minute, waits in seconds."""

    people: int
    started: int
    peak_starts: int
    peak_active: int
    peak_steps: float
    web_share: float
    database_share: float
    chain_share: float
    step_wait: float
    longest_room: int
    room_wait: float


def start_rate(second: int, people: int, model: Model) -> float:
    """Starts that are expected in this second; in the peak hour one minute of every fifteen brings a burst."""
    hour = second // HOUR
    if hour != PEAK_HOUR:
        return people * (1 - model.share_of_peak_hour) * _CURVE[hour] / sum(_CURVE) / HOUR
    mean = people * model.share_of_peak_hour / HOUR
    burst_share = MINUTE / BURST_EVERY
    if second % BURST_EVERY < MINUTE:
        return mean * model.burst
    return mean * (1 - model.burst * burst_share) / (1 - burst_share)


def simulate_day(people: int, figures: Figures, model: Model, place: Installation, seed: int) -> Day:
    """Everybody who comes on the last day, one attempt each; the same seed gives the same day."""
    seconds = list(_seconds(people, model, place, Random(seed)))
    load = _busiest_minute(seconds, figures, place)
    starts, active, steps = (max(one[at] for one in seconds) for at in (1, 2, 3))
    return Day(
        people=people,
        started=sum(one[1] for one in seconds),
        peak_starts=starts,
        peak_active=active,
        peak_steps=steps,
        longest_room=max(one[5] for one in seconds),
        room_wait=max(one[5] for one in seconds) / place.admitted_per_second,
        **load,
    )


def _seconds(people: int, model: Model, place: Installation, dice: Random) -> Iterator[tuple]:
    """(second, admitted, active, steps, finished, in the waiting room)."""
    length = model.exam_minutes * MINUTE
    # A third each is done after 60 %, 80 % and all of the time.
    ends = [deque([0] * int(length * share)) for share in (0.6, 0.8, 1.0)]
    room, active, allowance = 0, 0, 0.0
    for second in range(DAY):
        room += draw_arrivals(dice, start_rate(second, people, model))
        allowance = min(allowance + place.admitted_per_second, max(1.0, place.admitted_per_second))
        admitted = min(room, int(allowance))
        room, allowance = room - admitted, allowance - admitted
        finished = sum(end.popleft() for end in ends)
        for number, end in enumerate(ends):
            end.append(admitted // 3 + (number < admitted % 3))
        active += admitted - finished
        yield second, admitted, active, active / model.save_seconds, finished, room


def _busiest_minute(seconds: list[tuple], figures: Figures, place: Installation) -> dict[str, float]:
    """Shares of use and the wait that 95 % of the steps do not exceed, in the minute with most work."""
    worst = {"web_share": 0.0, "database_share": 0.0, "chain_share": 0.0, "step_wait": 0.0}
    for at in range(0, DAY, MINUTE):
        minute = seconds[at : at + MINUTE]
        starts, steps, ends = (sum(one[place_] for one in minute) / MINUTE for place_ in (1, 3, 4))
        requests = starts + steps + ends
        if not requests:
            continue
        web, database = (
            (
                starts * getattr(figures.start, one)
                + steps * getattr(figures.step, one)
                + ends * getattr(figures.finish, one)
            )
            / 1000
            for one in ("web", "database")
        )
        wait = wait_seconds(requests, web / requests, place.web, 0.95)
        wait += wait_seconds(requests, database / requests, place.database, 0.95)
        found = (web / place.web, database / place.database, (starts + ends) / place.chained_per_second, wait)
        worst = {name: max(held, one) for (name, held), one in zip(worst.items(), found, strict=True)}
    return worst


def admitted_per_second(figures: Figures, model: Model, web: int, chained: float) -> float:
    """Starts a second that the waiting room lets in: half of what the web nodes and the chain could do with starts alone."""
    return 0.5 * min(web * model.most_used * 1000 / figures.start.web, chained)


def days(figures: Figures, model: Model) -> list[tuple[str, Installation, Day]]:
    """A city on one small node and on the recommended ones, and ten thousand who all come in one minute."""
    found = []
    for label, people, web, database in (
        ("一个市，网站 1 核、数据库 1 核", CITY_PEOPLE, 1, 1),
        ("一个市，网站 4 核、数据库 2 核", CITY_PEOPLE, 4, 2),
        ("省内最大的市（三倍于平均）", 3 * CITY_PEOPLE, 4, 2),
        ("全省放进一个数据库", 1_350_000, 16, 8),
    ):
        admitted = admitted_per_second(figures, model, web, figures.chained_per_second)
        place = Installation(web, database, figures.chained_per_second, admitted)
        comers = round(people * model.share_of_last_day)
        found.append((label, place, simulate_day(comers, figures, model, place, seed=1)))
    return found


def write_days(found: list[tuple[str, Installation, Day]]) -> str:
    """As Markdown."""
    head = (
        "| 情形 | 当天人数 | 最多同时作答 | 最多步/秒 | 网站占用 | 数据库占用 | 审计链占用 | 保存一步 p95 排队 | 等候室最长 | 等候最久 |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    return "\n".join([head, *(_line(label, place, day) for label, place, day in found)])


def _line(label: str, place: Installation, day: Day) -> str:
    wait = "排不完" if day.step_wait == float("inf") else f"{day.step_wait * 1000:.0f} ms"
    return (
        f"| {label}（每秒放 {place.admitted_per_second:.0f} 人） | {day.people:,} | {day.peak_active:,} | {day.peak_steps:,.0f} "
        f"| {day.web_share:.0%} | {day.database_share:.0%} | {day.chain_share:.0%} | {wait} "
        f"| {day.longest_room:,} 人 | {day.room_wait:.0f} 秒 |"
    )


def print_day(*, keep: bool) -> None:
    """The simulated days and the sizing, from docs/figures; with `keep` into docs/scaling.md."""
    figures, model = read_figures(), Model()
    tables = {
        "day": write_days(days(figures, model)),
        "sizing": f"{read_source()}\n\n{write_sizing(figures, model)}",
    }
    for mark, table in tables.items():
        print(f"\n{table}")
        if keep:
            write_into(DOCUMENT, mark, table)
