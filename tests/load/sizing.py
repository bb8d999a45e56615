"""From measured costs to machines: city, province, nation; a table that follows from docs/figures and the model alone."""

from dataclasses import dataclass

from tests.load.model import REGIONS, Figures, Model, Region
from tests.load.queues import machines_for

HOUR = 3_600
# One copy for the standby, one in backups.
COPIES = 3
CORES_OF_A_NODE = 8


@dataclass(frozen=True, slots=True)
class Sizing:
    """Peak load of the last day and what carries it; cores are rounded up and no core is used more than the model allows."""

    region: Region
    attempts: float
    starts_per_second: float
    burst_per_second: float
    active: float
    steps_per_second: float
    web_cores: int
    database_cores_of_a_city: int
    face_cores: int
    rows_per_year: float
    disk_per_year: float
    traffic: float
    chain_share: float


def size(region: Region, figures: Figures, model: Model) -> Sizing:
    """What the last day of a region needs; the database is that of one city of average size."""
    attempts = region.people * model.attempts_per_person
    starts = region.people * model.share_of_last_day * model.share_of_peak_hour / HOUR
    active = starts * model.exam_minutes * 60
    steps = active / model.save_seconds
    # Starts and ends may come as a burst, steps are spread by themselves.
    edge, city = starts * model.burst, 1 / region.cities
    web = (edge * (figures.start.web + figures.finish.web) + steps * figures.step.web) / 1000
    database = (
        edge * (figures.start.database + figures.finish.database) + steps * figures.step.database
    ) / 1000
    bits = 8 * (edge * (figures.page_bytes + figures.paper_bytes) + steps * model.step_traffic_bytes)
    return Sizing(
        region=region,
        attempts=attempts,
        starts_per_second=starts,
        burst_per_second=edge,
        active=active,
        steps_per_second=steps,
        web_cores=machines_for(web, model.most_used),
        database_cores_of_a_city=machines_for(database * city, model.most_used),
        face_cores=machines_for(starts * model.face_checks * model.face_check_cpu_ms / 1000, model.most_used),
        rows_per_year=attempts * figures.rows,
        disk_per_year=attempts * figures.disk_bytes * COPIES,
        traffic=bits,
        chain_share=2 * edge * city / figures.chained_per_second,
    )


def write_sizing(figures: Figures, model: Model) -> str:
    """One column a region, as Markdown."""
    sized = [size(region, figures, model) for region in REGIONS]
    lines = [
        ("年人数", lambda one: f"{one.region.people:,}"),
        ("年作答份数", lambda one: f"{one.attempts:,.0f}"),
        (
            "高峰时开始，次/秒（集中时）",
            lambda one: f"{one.starts_per_second:,.1f}（{one.burst_per_second:,.0f}）",
        ),
        ("同时作答", lambda one: f"{one.active:,.0f} 人"),
        ("保存，步/秒", lambda one: f"{one.steps_per_second:,.0f}"),
        ("网站，核", lambda one: f"{one.web_cores:,}"),
        (f"网站，{CORES_OF_A_NODE} 核的机器（各市至少两台）", _web_nodes),
        ("数据库，个（每市一个）", lambda one: f"{one.region.cities:,}"),
        ("每个数据库，核", lambda one: f"{one.database_cores_of_a_city:,}"),
        ("每个市的审计链占用", lambda one: f"{one.chain_share:.0%}"),
        ("人脸，核（估计）", lambda one: f"{one.face_cores:,}"),
        ("一年行数", lambda one: f"{one.rows_per_year:,.0f}"),
        ("一年存储（主、备、备份共三份）", lambda one: _bytes(one.disk_per_year)),
        ("网络，集中时", lambda one: f"{one.traffic / 1e6:,.0f} Mbit/s"),
    ]
    head = " | ".join(["", *(one.region.name for one in sized)])
    rows = [" | ".join([label, *(write(one) for one in sized)]) for label, write in lines]
    rule = "|".join(["---", *("--:" for _ in sized)])
    return "\n".join([f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in rows)])


def _web_nodes(one: Sizing) -> str:
    return f"{max(2 * one.region.cities, -(-one.web_cores // CORES_OF_A_NODE)):,}"


def _bytes(count: float) -> str:
    for unit, factor in (("PB", 1e15), ("TB", 1e12)):
        if count >= factor:
            return f"{count / factor:,.1f} {unit}"
    return f"{count / 1e9:,.0f} GB"
