"""`examapp verify`: read a record (JSON, or the PDF that carries it), judge it, and say in words what it proves."""

import json
import urllib.error
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click

from examapp.adapters.documents.judging import judge
from examapp.adapters.documents.record_files import MOST_BYTES
from examapp.adapters.outgoing import open_address
from examapp.adapters.security.signing import from_jwk, thumbprint
from examapp.domain.record_copies import compare_online, remarked
from examapp.domain.record_judgements import Judgement, Level, TrustedKey, unreadable
from examapp.web.quizzes.checking.words import LEVELS, MEANINGS, REMARKS, describe, sum_up

_SECONDS, _MOST_ANSWER = 5, 100_000


def verify_file(path: str, keys: Mapping[str, TrustedKey] | None = None, *, online: bool = False) -> int:
    """Print the finding in Chinese; gives the exit code (`Judgement.exit_code`)."""
    judgement = _judged(Path(path), keys or {})
    # Only the address in a record that the system signed is the system's.
    if online and judgement.level is Level.issued:
        judgement = _asked_online(judgement)
    say_judgement(judgement)
    return judgement.exit_code


def _judged(path: Path, keys: Mapping[str, TrustedKey]) -> Judgement:
    try:
        if path.stat().st_size > MOST_BYTES:
            return unreadable("too_large")
        return judge(path.read_bytes(), keys)
    except OSError:
        return unreadable("damaged")


def say_judgement(judgement: Judgement) -> None:
    """What it is, how much it proves, what is wrong, what was seen beside it."""
    click.echo(sum_up(judgement))
    for difference in judgement.differences:
        click.echo(f"  {describe(difference)}")
    if judgement.level is not None:
        facts = judgement.facts
        click.echo(f"  程度：{LEVELS[judgement.level]}。{MEANINGS[judgement.level]}")
        click.echo(
            f"  抽人、{facts['people']} 份试卷、{facts['done']} 份成绩均与重算一致；记录摘要 {facts['digest']}"
        )
        if judgement.level is not Level.consistent:
            click.echo(f"  签发系统：{_host(facts['address'])}，密钥 {facts['key_id']}")
    for remark in judgement.remarks:
        click.echo(f"  ! {REMARKS[remark]}")


def _host(address: str) -> str:
    return urlsplit(address).netloc or "没有写明网址"


def _asked_online(judgement: Judgement) -> Judgement:
    """What the record's own page says; not reached is no fault."""
    address = judgement.facts["address"]
    if urlsplit(address).scheme not in ("http", "https"):
        return judgement
    try:
        with open_address(f"{address}/state.json", seconds=_SECONDS) as answer:
            said = json.loads(answer.read(_MOST_ANSWER))
    except urllib.error.HTTPError as error:
        said = None if error.code == 404 else {}
    except (OSError, ValueError):
        said = {}
    if said is not None and not (isinstance(said, dict) and isinstance(said.get("digest"), str)):
        return remarked(judgement, "unreachable")
    return compare_online(judgement, said)


def read_key_set(text: str) -> dict[str, TrustedKey]:
    """Public keys from a JSON Web Key Set; keys of other kinds are passed over. ValueError when it is none."""
    keys = {}
    try:
        for jwk in json.loads(text)["keys"]:
            if jwk.get("kty") == "OKP":
                public = from_jwk(jwk)
                keys[thumbprint(public)] = TrustedKey(public, jwk.get("revoked_at"))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no key set") from error
    return keys
