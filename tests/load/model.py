"""The model of a year and of its last day (assumptions), and what one request costs (measured): the two inputs of every sizing."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import FIGURES

DATABASE = "postgresql"


@dataclass(frozen=True, slots=True)
class Model:
    """Assumptions, not measurements; every result scales linearly with them."""

    attempts_per_person: float = 1.5
    share_of_last_day: float = 0.25
    share_of_peak_hour: float = 0.20
    exam_minutes: int = 45
    save_seconds: int = 40
    burst: float = 5.0
    face_checks: int = 3
    face_check_cpu_ms: float = 400.0
    step_traffic_bytes: int = 1_300
    most_used: float = 0.6

    @property
    def steps(self) -> float:
        """Steps of one attempt."""
        return self.exam_minutes * 60 / self.save_seconds


@dataclass(frozen=True, slots=True)
class Region:
    """Who is examined in one installation; `cities`: how many databases of the size of a city that makes."""

    name: str
    people: int
    cities: int


CITY_PEOPLE = 110_000
REGIONS = (
    Region("一个市", CITY_PEOPLE, 1),
    Region("一个省（11 个市）", 1_350_000, 11),
    Region("全国（按人口折算）", 29_500_000, 268),
    Region("全国（全部二产从业人员）", 215_000_000, 1955),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time that one act takes in the web processes and in the database."""

    web: float
    database: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on PostgreSQL: costs by act, acts a second that one audit chain takes, bytes of one attempt."""

    start: Cost
    step: Cost
    finish: Cost
    chained_per_second: float
    disk_bytes: float
    rows: float
    page_bytes: float
    paper_bytes: float = 60_000


def read_figures(folder: Path = FIGURES) -> Figures:
    """From docs/figures/bench.json. Raises KeyError with the name of a figure that was not measured."""
    held = json.loads((folder / "bench.json").read_text(encoding="utf-8"))[DATABASE]

    def cost(*names: str) -> Cost:
        return Cost(
            sum(held[f"{name}_cpu_ms"] for name in names),
            sum(held[f"{name}_database_cpu_ms"] for name in names),
        )

    return Figures(
        start=cost("start"),
        step=cost("step"),
        finish=cost("submission", "result_page"),
        chained_per_second=min(held["chained_start_per_second"], held["chained_submission_per_second"]),
        disk_bytes=held["attempt_of_50_disk_bytes"],
        rows=held["attempt_of_50_rows"],
        page_bytes=held["cold_load_bytes"],
    )


def read_source(folder: Path = FIGURES) -> str:
    """When and where the figures were measured, and how busy the machine was with other things."""
    taken = json.loads((folder / "bench.json").read_text(encoding="utf-8"))["taken"]
    return (
        f"由 {taken['on']} 在 {taken['cpu']}（{taken['cores']} 核）上量的数字算出；"
        f"开量前的负载 {taken['load_before']}（高于核数时，CPU 时间和审计链的速度都偏差）。"
    )
