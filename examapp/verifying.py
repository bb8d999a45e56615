"""`examapp verify`: read a record (JSON, or the PDF that carries it), rebuild it, and say what differs."""

import json
from pathlib import Path

import click
from pypdf import PdfReader

from examapp.domain.records import Difference, rebuild_record

MOST_BYTES = 50 * 1024 * 1024


def verify_file(path: str) -> int:
    """Print the finding in Chinese; 0 when the record holds, 1 when it differs, 2 when it cannot be read."""
    try:
        record = read_record(Path(path))
    except (ValueError, KeyError, OSError) as error:
        click.echo(f"读不出记录：{error}")
        return 2
    differences = rebuild_record(record)
    if not differences:
        _say_fine(record)
        return 0
    click.echo(f"复核不通过：发现 {len(differences)} 处不同")
    for difference in differences:
        click.echo(f"  {describe(difference)}")
    return 1


def read_record(path: Path) -> dict:
    """The record's JSON values. Raises ValueError with a sentence for people."""
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("文件超过 50 MB，不是本系统的记录")
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        data = _attached(path)
    try:
        record = json.loads(data)
    except ValueError as error:
        raise ValueError("不是完整的 JSON 文件") from error
    if not isinstance(record, dict):
        raise ValueError("不是本系统的记录")
    return record


def _attached(path: Path) -> bytes:
    attachments = PdfReader(path).attachments
    if "record.json" not in attachments:
        raise ValueError("这个 PDF 里没有附带 record.json，请用原始 PDF，不要用打印或另存的版本")
    return attachments["record.json"][0]


def describe(difference: Difference) -> str:
    """One line: where, what the record says, what the recomputation gives."""
    return f"{difference.where}：记录为 {_short(difference.recorded)}，重算为 {_short(difference.rebuilt)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 120 else text[:117] + "…"


def _say_fine(record: dict) -> None:
    counts = record["conclusion"]
    click.echo(f"复核通过：{record['number']} 第 {record['version']} 版，{record['enterprise']['name']}")
    click.echo(
        f"  抽人、{len(record['participants'])} 份试卷、{counts['done']} 份成绩均与重算一致；记录摘要 {record['digest']}"
    )
