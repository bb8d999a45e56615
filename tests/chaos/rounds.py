"""One round: people answer before, during and after a fault; then the judge compares their logs with the database."""

import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from examapp.services.core.audit import find_tampering
from question_bank.model import Item
from tests.chaos.checker import Finding, judge_attempt
from tests.chaos.crowds import Crowd
from tests.chaos.facts import read_facts
from tests.chaos.histories import History, read_history
from tests.chaos.networks import Network
from tests.chaos.sites import Site
from tests.chaos.truths import lies_of
from tests.chaos.witnesses import Witness

GRACE_SECONDS = 5
LONGEST_ROUND = 150.0


class NotPossibleError(Exception):
    """This machine does not allow the fault; the round is told as not done."""


@dataclass(frozen=True)
class Round:
    """A fault, the codes of what it covers, and how many people answer how densely; `seconds` is the time of each attempt."""

    key: str
    title: str
    codes: str
    strike: Callable[["Stage"], None]
    people: int = 100
    burst: int = 8
    think: float = 1.0
    seconds: int = 3600
    share: float = 1.0
    while_handing_in: Callable[["Stage"], None] | None = None


@dataclass
class Stage:
    """What a fault may touch, and a place for what it has to tell."""

    site: Site
    crowd: Crowd
    network: Network
    attempts: list[str]
    items: dict[tuple[str, int], Item]
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def live(self, what: str, seconds: float = 60) -> None:
        """Wait until answers get through again; how long that took is told."""
        took = self.crowd.wait_for_life(seconds)
        self.notes.append(f"{what} {took:.1f} 秒")


@dataclass
class Outcome:
    """One line of the table."""

    round: Round
    people: int = 0
    acknowledged: int = 0
    stalls: tuple[float, float] = (0.0, 0.0)
    pages: int = 0
    refusals: int = 0
    handed_in: int = 0
    lies: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_done: str = ""

    def count(self, kind: str) -> int:
        """Findings of a kind."""
        return sum(one.kind == kind for one in self.findings)

    @property
    def clean(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.findings or self.lies or self.troubles)


def run_round(
    site: Site, one: Round, items: dict[tuple[str, int], Item], *, steps: int, people_share: float
) -> Outcome:
    """Everything about one fault."""
    people = max(4, int(one.people * people_share))
    outcome = Outcome(one, people)
    pairs = site.issue(people, seconds=one.seconds)
    attempts = [attempt for attempt, _ in pairs]
    papers = _papers(site, attempts)
    network, witness = Network(site.nginx.port), Witness(site)
    network.start()
    crowd = Crowd(pairs, network.port, site.folder / "logs" / one.key, burst=one.burst, think=one.think)
    stage = Stage(site, crowd, network, attempts, items)
    crowd.begin()
    witness.begin()
    try:
        _strike(stage, one, int(steps * one.share))
    except NotPossibleError as error:
        outcome.not_done = str(error)
    except Exception as error:
        # What should have come back did not: told as a fault of the site, and the others still get their turn.
        place = traceback.extract_tb(error.__traceback__)[-1]
        crowd.troubles.append(f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})")
    finally:
        _hand_in(stage, one)
        witness.finish()
        network.stop()
    return _judge(outcome, stage, witness, papers, items)


def _strike(stage: Stage, one: Round, steps: int) -> None:
    stage.crowd.wait_for(steps // 4, LONGEST_ROUND)
    one.strike(stage)
    if one.seconds >= 3600:
        stage.crowd.wait_for(steps, LONGEST_ROUND)


def _hand_in(stage: Stage, one: Round) -> None:
    if one.while_handing_in is None:
        stage.crowd.finish()
        return
    stage.crowd.let_go()
    one.while_handing_in(stage)
    stage.crowd.finish()


def _papers(site: Site, attempts: list[str]) -> dict[str, str]:
    engine = site.engine()
    try:
        return {name: one.paper_digest for name, one in read_facts(engine, attempts).items()}
    finally:
        engine.dispose()


def _judge(
    outcome: Outcome,
    stage: Stage,
    witness: Witness,
    papers: dict[str, str],
    items: dict[tuple[str, int], Item],
) -> Outcome:
    engine = stage.site.engine()
    try:
        facts = read_facts(engine, stage.attempts)
    finally:
        engine.dispose()
    histories = [read_history(one.attempt, one.log) for one in stage.crowd.candidates]
    outcome.findings = list(stage.findings)
    for history in histories:
        found = judge_attempt(
            history,
            facts.get(history.attempt),
            items,
            grace_seconds=GRACE_SECONDS,
            paper_before=papers[history.attempt],
        )
        outcome.findings.extend(found)
    outcome.findings.extend(judge_audit(stage.site))
    outcome.acknowledged = sum(len(history.acked) for history in histories)
    outcome.handed_in = sum(one.state == "submitted" for one in facts.values())
    outcome.stalls = (longest_silence(histories), max((one.longest_wait for one in histories), default=0.0))
    seen = [*witness.seen, *stage.crowd.seen]
    outcome.pages, outcome.lies = len(seen), lies_of(seen)
    outcome.refusals = sum(one.status >= 500 for one in seen)
    outcome.troubles, outcome.notes = stage.crowd.troubles, stage.notes
    if outcome.handed_in < outcome.people:
        outcome.troubles.append(
            f"{outcome.people - outcome.handed_in} papers are not handed in although everybody tried"
        )
    return outcome


def judge_audit(site: Site) -> list[Finding]:
    """I10: the chain of the audit log holds, from the first entry to the last."""
    with site.inside():
        fault = find_tampering()
    return [Finding("other", "I10", "", str(fault))] if fault else []


def longest_silence(histories: list[History]) -> float:
    """The longest time in which nobody at all got an acknowledgement, between the first and the last one."""
    moments = sorted({at for history in histories for at in history.acked.values()})
    return max((later - sooner for sooner, later in pairwise(moments)), default=0.0)


def wait(seconds: float) -> None:
    """Let the fault last; nothing is awaited here but the clock."""
    time.sleep(seconds)
