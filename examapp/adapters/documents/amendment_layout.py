"""What an amended record says: who asked and confirmed, which facts were corrected, whose signatures belong to what."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# (signer, digest of the results signed) -> lines of points.
Strokes = Mapping[tuple[str, str], list]
FACTS = {"name": "姓名"}


def local(text: str, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """An ISO moment in Asia/Shanghai."""
    return datetime.fromisoformat(text).astimezone(SHANGHAI).strftime(pattern)


def is_of_version(signature: Mapping, content: Mapping) -> bool:
    """Whether a signature covers the results of this version; records of old hold no others."""
    return "results_digest" not in content or signature["digest"] == content["results_digest"]


def layout_amendment(content: Mapping) -> list[dict]:
    """Rows {label, text, personal}, none when nothing was amended; personal ones hold names, for no public page."""
    return [*_versions(content), *_corrections(content), *_signatures(content)]


def _versions(content: Mapping) -> Iterator[dict]:
    amendment = content.get("amendment")
    if amendment is None:
        return
    text = (
        f"{content['reason']}。{amendment['asked_by']} {local(amendment['asked_at'])} 提出，"
        f"{amendment['confirmed_by']} {local(amendment['confirmed_at'])} 用本人账号确认。"
    )
    yield _row(f"第 {content['version']} 版更正", text)


def _corrections(content: Mapping) -> Iterator[dict]:
    for one in content.get("corrections", ()):
        text = (
            f"第 {one['number']} 号：“{one['old']}”更正为“{one['new']}”。原因：{one['reason']}。"
            f"{one['by']} {local(one['at'])} 更正。"
        )
        yield _row(f"{FACTS[one['fact']]}更正", text, personal=True)


def _signatures(content: Mapping) -> Iterator[dict]:
    if "results_digest" not in content:
        return
    own = [one for one in content["signatures"] if is_of_version(one, content)]
    earlier = [one for one in content["signatures"] if not is_of_version(one, content)]
    if not earlier and "amendment" not in content:
        return
    again = {one["signer"] for one in own}
    label = f"第 {content['version']} 版的签字"
    if own:
        yield _row(label, f"{_names(own)}。所签结果和本版相同。", personal=True)
    unsigned = [one for one in _last_of_each(earlier) if one["signer"] not in again]
    if unsigned:
        reason = content.get("amendment", {}).get("unsigned_reason", "")
        yield _row("未重新签字", f"{_names(unsigned)}。原因：{reason or '没有写明'}。", personal=True)
    for version in sorted({one["version"] for one in earlier}):
        given = [one for one in earlier if one["version"] == version]
        text = f"{_names(given)}。签的是更正以前的结果（摘要 {given[-1]['digest'][:16]}…）。"
        yield _row(f"此前为第 {version} 版的签字", text, personal=True)


def _last_of_each(signatures: list) -> list:
    return list({one["signer"]: one for one in signatures}.values())


def _names(signatures: list) -> str:
    return "、".join(one["name"] + ("（拒签）" if one["refused"] else "") for one in signatures)


def _row(label: str, text: str, *, personal: bool = False) -> dict:
    return {"label": label, "text": text, "personal": personal}
