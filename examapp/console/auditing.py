"""`examapp audit ...`: whether the log holds, and whether results, answers and records agree with it."""

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import click

from examapp.adapters.security.time_stamps import check_token
from examapp.adapters.witnesses import read_certificates
from examapp.console.applications import open_application
from examapp.console.speaking import local, say, saying_why
from examapp.services.core.audit import chain_head, count_entries, find_tampering
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.upkeep.evidence import Contradiction, find_contradictions
from examapp.services.upkeep.heads import LostHead, find_lost_heads
from examapp.services.upkeep.witnesses import StampFinding, check_stamps, stamps_file
from examapp.web.upkeep.audit.labels import FAULTS, subject_label

MOST_SHOWN = 50
_PARTS = {
    "score_tenths": "成绩",
    "passed": "是否合格",
    "full_tenths": "满分",
    "responses": "作答",
    "marks": "各题得分",
    "content": "内容",
    "number": "编号或版本",
    "state": "是否撤销",
    "document": "PDF",
    "result": "成绩",
    "record": "记录",
    "owner": "答卷是谁的",
    "hand_in": "交卷的时间或方式",
    "role": "账号的角色",
    "certificate": "合格证明",
    "rectification": "整改是否完成",
    "signature": "签字",
    "blueprint": "组卷方案",
    "rating": "企业的评价",
}
_WORDS = {
    "changed": "{what}和审计日志写的不一样",
    "unlogged": "有{what}，而审计日志里没有",
    "lost": "审计日志里有{what}，数据库里没有了",
    "steps_lost": "保存的答案比交卷时少",
}

_STAMPS = {
    "bad": "第 {line} 个时间戳不是信任的机构发的（EXAMAPP_HEADS_STAMPS_TRUST 指出信任谁），不能用来对照。",
    "unstamped": "第 {line} 个时间戳所盖的日志末尾，在文件里没有了：文件被改过，或者不是配套的那一份。",
}


@click.group()
def audit() -> None:
    """审计日志。"""


@audit.command()
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="另存的日志末尾（audit-heads.jsonl）；不写就用本机的",
)
@saying_why
def verify(heads: Path | None) -> None:
    """检查审计日志有没有被改动、截断，成绩、答案、记录和日志是否一致；有不对的逐条指出并以 1 退出。"""
    app = open_application()
    with app.app_context():
        try:
            fault, count, (_, head) = find_tampering(), count_entries(), chain_head()
            found = list(islice(find_contradictions(), MOST_SHOWN + 1))
        except ValueError:
            # No program of ours writes a day or a number that cannot be read.
            say(
                "数据库里有读不出来的日期或数字，不是本系统写的。请先不要改动数据库，另存一份备份，再查是谁、什么时候改的。"
            )
            sys.exit(1)
        settings = app.extensions["settings"]
        file = heads or settings.heads_file
        lost = list(lost_heads(file))
    stamps = list(find_stamps(file, settings.heads_stamps_trust))
    bad = [stamp for stamp in stamps if stamp.fault]
    if fault:
        click.echo(f"审计日志第 {fault['id']} 条{FAULTS[fault['fault']]}")
    for one in lost[:MOST_SHOWN]:
        click.echo(describe_lost(one))
    for stamp in bad[:MOST_SHOWN]:
        click.echo(describe_stamp(stamp))
    for contradiction in found[:MOST_SHOWN]:
        click.echo(describe(contradiction))
    if len(found) > MOST_SHOWN:
        click.echo(f"还有更多，只列出前 {MOST_SHOWN} 处。")
    if fault or found or lost or bad:
        say("请先不要改动数据库，另存一份备份，再查是谁、什么时候改的。")
        sys.exit(1)
    click.echo(f"审计日志完好：{count} 条，最后一条摘要 {head}（请另存一份，以便发现尾部被截断）")
    click.echo("成绩、答案和记录与审计日志一致。")
    if stamps:
        last = max(stamp.at for stamp in stamps)
        click.echo(f"时间戳 {len(stamps)} 个都对得上，最近一个的时间是 {local(last)}。")


def find_stamps(heads: Path, trust: Path | None) -> Iterator[StampFinding]:
    """The time stamps beside a file of heads, under the certificates that are trusted here; nothing without any."""
    if stamps_file(heads).exists():
        trusted = read_certificates(trust)
        yield from check_stamps(heads, lambda token, digest: check_token(token, digest, trusted).at)


def lost_heads(path: Path) -> Iterator[LostHead]:
    """What a file of heads disagrees about; nothing where there is no file yet."""
    if path.exists():
        yield from find_lost_heads(path, {kid: key.public for kid, key in trusted_keys().items()})


def describe_stamp(stamp: StampFinding) -> str:
    """One line in words."""
    return _STAMPS[stamp.fault].format(line=stamp.line)


def describe_lost(lost: LostHead) -> str:
    """One line in words."""
    if lost.head is None:
        return f"另存的日志末尾第 {lost.line} 行不是本系统签的，不能用来对照。"
    moment = local(datetime.fromisoformat(lost.head.at))
    if lost.fault == "cut":
        return f"审计日志的尾部被截断：{moment} 时有第 {lost.head.id} 条，现在没有了。"
    return f"审计日志被重写过：{moment} 时的第 {lost.head.id} 条和现在的不一样。"


def describe(contradiction: Contradiction) -> str:
    """One line in words."""
    words = _WORDS[contradiction.fault].format(what=_PARTS.get(contradiction.what, ""))
    return f"{subject_label(contradiction.subject)}：{words}"
