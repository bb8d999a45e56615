"""What makes a record an official document: authority, legal basis, what was shown and told, opinion, refusals.

The fields are those of the 现场检查笔录 of the Ministry of Justice (2025); its sentences are not known, so none is used.
"""

from collections.abc import Mapping

from examapp.adapters.documents.amendment_layout import Strokes, is_of_version
from examapp.adapters.documents.ink import ink_of

NOT_RECORDED = "当时未记录"
NOT_FILLED = "没有填写"
UNCONFIRMED = "（系统按法律原文预填，执法机关尚未确认）"
REFUSED = "企业代表拒签，没有确认"
TOLD = "企业代表签字时确认：执法人员已出示执法证件，已告知以上内容"
NOT_TOLD = "企业代表签字时表示：执法人员没有出示执法证件，或者没有告知以上内容"
SIGNERS = {"candidate": "参考人员", "representative": "企业代表", "inspector": "执法人员"}


def layout_official(content: Mapping, strokes: Strokes) -> dict:
    """`notices`, `opinion`: rows {label, text, personal}; `witnesses`: refusals; `initials`: {label, inks}."""
    return {
        "authority": content.get("wording", {}).get("authority", ""),
        "notices": [*_wording_rows(content), *_notice_rows(content)],
        "opinion": _opinion(content),
        "witnesses": _witnesses(content),
        "initials": _initials(content, strokes),
    }


def _wording_rows(content: Mapping) -> list[dict]:
    wording = content.get("wording")
    if wording is None:
        return [_row("执法机关", NOT_RECORDED), _row("法律依据", NOT_RECORDED)]
    doubt = "" if wording["confirmed"] else UNCONFIRMED
    return [
        _row("执法机关", wording["authority"] or NOT_FILLED),
        _row("法律依据", wording["legal_basis"] + doubt),
    ]


def _notice_rows(content: Mapping) -> list[dict]:
    wording, representative = content.get("wording"), _representative(content)
    inspectors = "、".join(f"{one['name']}（证号 {one['certificate']}）" for one in content["inspectors"])
    told = NOT_RECORDED
    if wording is not None:
        told = wording["notice"] + ("" if wording["confirmed"] else UNCONFIRMED)
    return [
        _row("执法证件", inspectors),
        _row("告知内容", told),
        _row("出示与告知", _word_notice(content, representative)),
    ]


def _word_notice(content: Mapping, representative: Mapping | None) -> str:
    if "wording" not in content or representative is None:
        return NOT_RECORDED
    if representative["refused"]:
        return REFUSED + _of_earlier(content, representative)
    given = representative.get("notice")
    if given is None:
        return NOT_FILLED
    words = TOLD if given else NOT_TOLD
    return words + _of_earlier(content, representative)


def _opinion(content: Mapping) -> dict:
    signature = _representative(content)
    if signature is None or (signature.get("opinion") is None and not signature["refused"]):
        return _row("企业意见", NOT_FILLED if "wording" in content else NOT_RECORDED)
    words = signature.get("opinion") or "无意见"
    if signature["refused"]:
        words = f"拒绝签字，原因：{signature['reason']}"
    return _row("企业意见", words + _of_earlier(content, signature), personal=words != "无意见")


def _of_earlier(content: Mapping, signature: Mapping) -> str:
    """What was said when an earlier version was signed holds on, and says so."""
    return "" if is_of_version(signature, content) else f"（第 {signature['version']} 版签字时）"


def _witnesses(content: Mapping) -> list[dict]:
    """Whoever refused to sign, with the reason and a line for somebody who saw it."""
    return [
        {
            "who": f"{SIGNERS[one['role']]}　{one['name']}",
            "reason": one["reason"],
            "witness": one.get("witness", ""),
        }
        for one in content["signatures"]
        if one["refused"] and is_of_version(one, content)
    ]


def _initials(content: Mapping, strokes: Strokes) -> list[dict]:
    """Signatures of inspectors and firm, small, for the foot of each page; an empty place is for the pen."""
    given = [one for one in content["signatures"] if is_of_version(one, content)]
    return [
        {
            "label": label,
            "inks": [ink for one in given if one["role"] == role and (ink := ink_of(one, strokes))],
        }
        for role, label in (("inspector", "执法人员"), ("representative", "受检单位"))
    ]


def _representative(content: Mapping) -> Mapping | None:
    """The firm's signature of this version, else its last one."""
    given = [one for one in reversed(content["signatures"]) if one["role"] == "representative"]
    return max(given, key=lambda one: is_of_version(one, content), default=None)


def _row(label: str, text: str, *, personal: bool = False) -> dict:
    return {"label": label, "text": text, "personal": personal}
