"""Everything is lost and an older backup is put back while people answer, by the commands that operators have (R43)."""

import re
from datetime import UTC, datetime

from examapp.web.filters import local_seconds
from tests.chaos.checker import DOUBLED, OTHER, Finding
from tests.chaos.numbers import hand_out
from tests.chaos.rounds import Stage

LAST_STEP = re.compile(r"最后一次保存的答案：([\d :-]+)")
SKIPPED = 1000
# So many answers a person, roughly, are given after the backup and lost with the databases.
LOST_EACH = 20


def restore_file(stage: Stage) -> None:
    """`examapp backup` in the middle of the exam; later both databases are gone, and `examapp restore` fills an empty one."""
    site, file = stage.site, stage.site.folder / "middle.backup"
    _expect_old_state(stage)
    before = hand_out(site)
    site.command("backup", str(file))
    window, lost = _go_on_and_lose(stage)
    site.end_nodes()
    site.pair.start_empty()
    said = site.command("restore", "--skip-numbers", str(SKIPPED), str(file))
    _judge_window(stage, said)
    site.start_nodes()
    stage.live("恢复完毕、节点重新启动之后，恢复用时")
    site.pair.attach()
    _judge_numbers(stage, before, lost)
    stage.notes.append(f"备份之后确认过的约 {window} 步不在备份里，由各人的设备补传")


def restore_base(stage: Stage) -> None:
    """A base backup of PostgreSQL in the middle of the exam; later both are gone, it is put back, and `examapp recovered` follows."""
    site, backup = stage.site, stage.site.pair.primary.folder / "backup"
    _expect_old_state(stage)
    before = hand_out(site)
    site.pair.primary.back_up_to(backup)
    window, lost = _go_on_and_lose(stage)
    site.pair.primary.restore_from(backup)
    site.pair.primary.start()
    stage.live("恢复到较早的基础备份，恢复用时")
    site.command("recovered", "--skip-numbers", str(SKIPPED))
    site.pair.attach()
    _judge_numbers(stage, before, lost)
    stage.notes.append(f"备份之后确认过的约 {window} 步不在备份里，由各人的设备补传")


def _expect_old_state(stage: Stage) -> None:
    for one in stage.crowd.candidates:
        # A twisted repeat of what the restored backup lacks would be the first that it hears of.
        one.may_twist = False


def _go_on_and_lose(stage: Stage) -> tuple[int, set[str]]:
    """People go on, numbers are printed, then both servers die; gives how many answers and which numbers were lost."""
    held = stage.crowd.acknowledged
    stage.crowd.wait_for(held + LOST_EACH * len(stage.crowd.candidates), 60)
    lost = hand_out(stage.site)
    stage.site.pair.primary.kill()
    stage.site.pair.replica.kill()
    return stage.crowd.acknowledged - held, lost


def _judge_window(stage: Stage, said: str) -> None:
    """The command tells of the loss, and its last kept answer is the one that the database has."""
    stored = stage.site.pair.primary.ask_exam("select max(received_ms) from attempt_steps")[0][0]
    kept = local_seconds(datetime.fromtimestamp(stored / 1000, UTC))
    told = LAST_STEP.search(said)
    if told is None or told.group(1).strip() != kept or "丢失窗口" not in said:
        stage.findings.append(Finding(OTHER, "R43", "", f"the loss is not told as it is: {kept}, {said!r}"))
    stage.notes.append(f"命令报告：最后一次保存的答案 {kept[-8:]}")


def _judge_numbers(stage: Stage, before: set[str], lost: set[str]) -> None:
    """No number that anybody holds on paper is given again, whether the backup knows of it or not."""
    after = hand_out(stage.site)
    twice = sorted(after & (before | lost))
    stage.findings.extend(Finding(DOUBLED, "R43", "", f"number {one} was given twice") for one in twice)
    if not any(one.startswith("ZS-") for one in after):
        stage.notes.append("合格的人都已领过证明，证明编号这一轮没有核对")
    stage.notes.append(
        f"备份之后发出而丢掉的 {len(lost)} 个编号，恢复后又发出 {len(twice)} 个；新的检查编号从 {min(after)} 起"
    )
