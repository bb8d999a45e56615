"""What stands where on the printed record: words and order for the typst template."""

from collections.abc import Mapping
from datetime import datetime

from examapp.adapters.documents.amendment_layout import Strokes, is_of_version, layout_amendment, local
from examapp.adapters.documents.approval_layout import layout_approval, title_mark
from examapp.adapters.documents.draw_layout import WAIVED, difficulty_rows, draw_rows, fairness_rows
from examapp.adapters.documents.ink import ink_of
from examapp.adapters.documents.mistake_layout import layout_missed_items, layout_mistakes, places_of_people
from examapp.adapters.documents.official_layout import SIGNERS, layout_official
from question_bank.model import Industry, Post, Role

IDENTITY = {
    "id_card_checked": "人证核对",
    "known_to_inspector": "执法人员认识",
    "attested": "企业担保",
    "L1": "本人账号登录",
    "L2": "人工核对",
    "L3": "人脸核验",
    None: "—",
}
# Rows of the draw that hold names and reasons in words: a public page shows that there are some, not which.
LEFT_OUT, SWAPPED, GIVEN_TIME, READ_ALOUD = ("没有参加抽取的人", "换人", "另加时间", "念题")
# Names and reasons that somebody typed: not for the public page.
PERSONAL_ROWS = (LEFT_OUT, SWAPPED, GIVEN_TIME, READ_ALOUD, WAIVED)
PAUSED = "暂停答题"
ORIGIN = {"walk_in": "（临时参加）", "swapped": "（替换）", "retest": "（补考）", "drawn": ""}
NOTE = (
    "说明：签名为现场手写签名图样及其笔迹时间，属签字确认（非可靠电子签名），页脚的签名是同一签名的缩印；本 PDF 内附 record.json，"
    "用 examapp verify 可复算抽人、组卷与评分，并核对系统签名（公钥在本系统的 /.well-known/jwks.json）。"
    "证件号码仅显示后四位。"
)


def layout_record(content: dict, address: str, strokes: Strokes, *, demonstration: bool) -> dict:
    """Everything the template prints, as plain JSON values."""
    retest = content["kind"] == "retest"
    missed = layout_missed_items(content)
    places = places_of_people(content, missed)
    return {
        **layout_official(content, strokes),
        "title": "安全生产“逢查必考”"
        + ("补考记录" if retest else "抽考记录")
        + title_mark(content["inspection"]),
        "moment": list(datetime.fromisoformat(content["recorded_at"]).timetuple()[:6]),
        "number": content["number"],
        "version": content["version"],
        "address": address,
        "banner": "演示数据：地区、企业、人员均为虚构" if demonstration else "",
        "footer": f"记录编号 {content['number']}　摘要 {content['digest'][:16]}…",
        "facts": _facts(content),
        "people": [
            {**_person(one, content, strokes), "missed": places.get(one["number"], "—")}
            for one in content["participants"]
            if one["state"] != "swapped"
        ],
        "conclusion": _conclusion(content),
        "mistakes": layout_mistakes(content),
        "missed": missed,
        "draw": _draw(content),
        "signers": _signers(content, strokes),
        "amendment": layout_amendment(content),
        "note": NOTE,
    }


def score_text(tenths: int | None) -> str:
    """85 or 85.5; a dash for None."""
    if tenths is None:
        return "—"
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _facts(content: dict) -> list[list[str]]:
    enterprise, inspection = content["enterprise"], content["inspection"]
    inspectors = content["inspectors"]
    second = inspectors[1] if len(inspectors) > 1 else {"name": "—", "certificate": "—"}
    period = f"{local(content['started_at'])} 至 {local(content['closed_at'], '%H:%M')}"
    rows = [
        ["受检单位", enterprise["name"], "信用代码", enterprise["uscc"]],
        ["行业类别", Industry(enterprise["industry"]).label, "所在区域", enterprise["region"]],
        ["检查编号", inspection["number"], "抽考时间", period],
        [
            "检查地点",
            inspection["place"] or "—",
            "执法人员一",
            f"{inspectors[0]['name']}（{inspectors[0]['certificate']}）",
        ],
        ["合格线", _cut_text(content), "执法人员二", f"{second['name']}（{second['certificate']}）"],
    ]
    rows += layout_approval(inspection)
    if content["reason"]:
        rows.append(["更正原因", content["reason"], "更正时间", local(content["recorded_at"])])
    return rows


def _cut_text(content: dict) -> str:
    cuts = sorted({one["definition"]["cut_score"] for one in content["blueprints"].values()})
    return "、".join(f"满分的 {cut} %" for cut in cuts)


def _person(one: dict, content: dict, strokes: Strokes) -> dict:
    given = [each for each in content["signatures"] if each["signer"] == one["signer"]]
    signature = next((each for each in given if is_of_version(each, content)), None)
    done = one["state"] == "done"
    ink = ink_of(signature, strokes)
    return {
        "number": one["number"],
        "name": one["name"],
        "id_tail": one["id_tail_masked"],
        "role": Role(one["role"]).label
        + (f"　{Post(one['post']).label}" if one["post"] else "")
        + ORIGIN[one["origin"]]
        + ("　纸质作答" if "on_paper" in one else ""),
        "identity": IDENTITY.get(one["identity_level"], "—"),
        "score": _score(one),
        "more_time": _more_time(one),
        "verdict": ("合格" if one["passed"] else "不合格") if done else "缺考",
        "ink": ink,
        "signature": _signature_text(one, signature, content),
    }


def _score(one: dict) -> str:
    if one["score_tenths"] is None:
        return score_text(None)
    return f"{score_text(one['score_tenths'])}/{score_text(one['full_tenths'])}"


def _more_time(one: dict) -> str:
    """What was promised on the board: minutes given by hand stand beside the score; the reasons further down."""
    minutes = sum(gift["minutes"] for gift in one.get("given_minutes", ()))
    return f"另加 {minutes} 分钟" if minutes else ""


def _signature_text(one: dict, signature: Mapping | None, content: dict) -> str:
    if signature and signature["refused"]:
        return f"拒签：{signature['reason']}"
    if one["state"] != "done":
        return one["reason"]
    return "—" if signature or "amendment" not in content else "未重新签字"


def counts_in_words(content: dict) -> str:
    """How many came and passed; nothing of what follows from it."""
    counts = content["conclusion"]
    text = f"应考 {counts['expected']} 人，实考 {counts['done']} 人，合格 {counts['passed']} 人，"
    return text + f"不合格 {counts['failed']} 人，缺考 {counts['absent']} 人。"


def _conclusion(content: dict) -> str:
    follows = "不合格人员须在规定期限内整改并补考合格。" if content["conclusion"]["failed"] else ""
    return counts_in_words(content) + follows


def _draw(content: dict) -> list[list]:
    draw = content["draw"]
    quotas = (
        "，".join(f"{Role(role).label} {count} 人" for role, count in draw["quotas"].items() if count)
        or "指定补考，不抽人"
    )
    excluded = "；".join(f"{one.get('name', one['id'])}：{one['reason']}" for one in draw["excluded"]) or "无"
    return [
        ["抽取人数", quotas, False],
        [LEFT_OUT, excluded, False],
        [SWAPPED, _swaps(content) or "无", False],
        [GIVEN_TIME, _minutes(content) or "无", False],
        *([[READ_ALOUD, readings, False]] if (readings := _readings(content)) else []),
        *([[PAUSED, _pauses(content), False]] if content.get("pauses") else []),
        *draw_rows(draw, content["started_at"]),
        *difficulty_rows(content["participants"]),
        *fairness_rows(content["participants"]),
        ["题库摘要", draw["item_pool_digest"], True],
        [
            "组卷方案",
            "；".join(f"{one['name']} 第 {one['revision']} 版" for one in content["blueprints"].values()),
            False,
        ],
        ["记录摘要 SHA-256", content["digest"], True],
        *([["系统签名的密钥", content["key_id"], True]] if "key_id" in content else []),
    ]


def _swaps(content: dict) -> str:
    """Who was replaced by whom and why; a number that is missing in the list of people is explained here."""
    by_key = {one["person_id"]: one for one in content["participants"] if one["person_id"]}
    told = []
    for swap in content["draw"]["swaps"]:
        leaving, coming = by_key[swap["out"]], by_key[swap["in"]]
        told.append(
            f"第 {leaving['number']} 号{leaving['name']}换成第 {coming['number']} 号{coming['name']}：{swap['reason']}"
        )
    return "；".join(told)


def _minutes(content: dict) -> str:
    """Who was given more time by hand and why; people of one reason and length stand together."""
    told: dict[tuple[int, str], list[str]] = {}
    for one in content["participants"]:
        for gift in one.get("given_minutes", ()):
            told.setdefault((gift["minutes"], gift["reason"]), []).append(one["name"])
    return "；".join(f"{'、'.join(names)} {minutes} 分钟：{why}" for (minutes, why), names in told.items())


def _readings(content: dict) -> str:
    """To whom questions were read aloud, by whom, and why."""
    return "；".join(
        f"{person['name']}：{reading['note']}（{reading['by']}，{local(reading['at'])}）"
        for person in content["participants"]
        for reading in person.get("read_aloud", ())
    )


def _pauses(content: dict) -> str:
    """From when to when all clocks stood, for how many people, and why."""
    return "；".join(
        f"{local(pause['from'])} 至 {local(pause['to'])}，{_stood(content, pause)}：{pause['reason']}"
        for pause in content["pauses"]
    )


def to_milliseconds(moment: str) -> int:
    """Of an ISO text, as the clocks of papers are kept."""
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


def _stood(content: dict, pause: dict) -> str:
    first, last = (to_milliseconds(pause[end]) if pause[end] else None for end in ("from", "to"))
    begun = [moment for one in content["participants"] if (moment := one["started_ms"])]
    later = sum(first < moment and (last is None or moment < last) for moment in begun)
    since = f"，暂停中开始的 {later} 人也停着" if later else ""
    return f"{pause['people']} 人停止计时{since}"


def _signers(content: dict, strokes: Strokes) -> list[dict]:
    return [
        {
            "role": one["role"],
            "label": SIGNERS[one["role"]],
            "name": one["name"],
            "at": local(one["at"]),
            "ink": ink_of(one, strokes),
            "note": f"拒绝签字：{one['reason']}" if one["refused"] else "",
        }
        for one in content["signatures"]
        if is_of_version(one, content) and (one["role"] != "candidate" or one["refused"])
    ]
