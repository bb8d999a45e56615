"""What templates need besides their variables: addresses, times and labels in people's words."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app, url_for
from markupsafe import Markup

from examapp.domain.phone_checks import PhoneOutcome
from question_bank.law_texts import quote_article
from question_bank.model import Industry, ItemType, Post, Role, Topic

SHANGHAI = ZoneInfo("Asia/Shanghai")


def asset_url(name: str) -> str:
    """The versioned address of a static file, e.g. asset_url('css/phone.css')."""
    return url_for("assets.show", version=current_app.extensions["assets"].version, name=name)


def article_words(article: str) -> str:
    """Where in a law or standard: 第 32 条, 第 5.9.1 条 a), 附录 B.2（表 B.1）; 第…条 that somebody wrote stands once."""
    plain = re.sub(r"^第\s*|\s*条$", "", article.strip())
    point = re.fullmatch(r"([0-9.]+) ([a-z])", plain)
    if point:
        return f"第 {point[1]} 条 {point[2]})"
    if not re.match("[A-Z]", plain):
        return f"第 {plain} 条"
    return "附录 " + re.sub(r" ?\(表 ?(.+)\)", r"（表 \1）", plain)


def local_time(moment: datetime | None) -> str:
    """2026-11-23 14:30 in Asia/Shanghai; a dash for None."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else "—"


def local_moment(milliseconds: int) -> str:
    """Milliseconds since the epoch as 2026-11-23 14:30 in Asia/Shanghai."""
    return local_time(datetime.fromtimestamp(milliseconds / 1000, tz=SHANGHAI))


def local_seconds(moment: datetime | None) -> str:
    """2026-11-23 14:30:05 in Asia/Shanghai; a dash for None."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if moment else "—"


def clock_time(moment: datetime | None) -> str:
    """14:30 in Asia/Shanghai; a dash for None."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M") if moment else "—"


def local_date(day: date | datetime | None) -> str:
    """2026 年 11 月 23 日; a dash for None."""
    if isinstance(day, datetime):
        day = day.astimezone(SHANGHAI).date()
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else "—"


def tenths(value: int | None) -> str:
    """Integer tenths as a score: 850 -> 85, 855 -> 85.5; a dash for None."""
    if value is None:
        return "—"
    return str(value // 10) if value % 10 == 0 else f"{value / 10:.1f}"


def scored(result) -> str:
    """A result with its full mark: 125/140. A void item makes the full mark smaller, so the score alone says little."""
    score, full = (_fact(result, name) for name in ("score_tenths", "full_tenths"))
    return "—" if score is None else f"{tenths(score)}/{tenths(full)}"


def pass_line(result) -> str:
    """The least score that passes, in points: rounded up to tenths, because the share decides."""
    cut, full = (_fact(result, name) for name in ("cut_score", "full_tenths"))
    return tenths(-(-cut * full // 100))


def _fact(result, name: str):
    return result[name] if isinstance(result, Mapping) else getattr(result, name)


def percent(part: int, whole: int) -> str:
    """87 %（41/47）; a dash when there is nothing to divide by. All and none are said only when it is all and none."""
    if not whole:
        return "—"
    shown = round(part * 100 / whole) if part in (0, whole) else min(max(round(part * 100 / whole), 1), 99)
    return f"{shown} %（{part}/{whole}）"


def span_words(milliseconds: int) -> str:
    """1 天 2 小时, or 6 分 5 秒: the two largest parts of a span of time."""
    seconds = round(abs(milliseconds) / 1000)
    parts, words = [], (("天", 86_400), ("小时", 3600), ("分", 60), ("秒", 1))
    for word, length in words:
        count, seconds = divmod(seconds, length)
        if count or (parts and word != "秒"):
            parts.append(f"{count} {word}")
    return " ".join(part for part in parts[:2] if not part.startswith("0 ")) or "0 秒"


def safe_svg(text: str) -> Markup:
    """An SVG that this program drew itself (QR codes), without its XML head; never for anything a person typed."""
    return Markup(text[text.index("<svg") :])  # nosec B704 # noqa: S704 - made by segno from our own address


def area_shape(area: str, width: int, height: int) -> dict:
    """An area of a picture (thousandths) as an SVG shape in the picture's own units: tag, attributes,
    where its sign goes.
    """
    kind, *numbers = area.split(" ")
    values = [int(one) / 1000 for one in numbers]
    if kind == "rect":
        x, y, w, h = values[0] * width, values[1] * height, values[2] * width, values[3] * height
        return {"tag": "rect", "x": x, "y": y, "width": w, "height": h, "sign": (x + w / 2, y + h / 2)}
    if kind == "circle":
        x, y = values[0] * width, values[1] * height
        return {"tag": "circle", "x": x, "y": y, "r": values[2] * width, "sign": (x, y)}
    points = [(values[at] * width, values[at + 1] * height) for at in range(0, len(values), 2)]
    middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    return {"tag": "polygon", "points": " ".join(f"{x:g},{y:g}" for x, y in points), "sign": middle}


def register_filters(app: Flask) -> None:
    """Attach filters and globals to Jinja."""
    app.jinja_env.filters.update(
        local_time=local_time,
        local_seconds=local_seconds,
        local_moment=local_moment,
        clock_time=clock_time,
        local_date=local_date,
        tenths=tenths,
        scored=scored,
        phone_outcome=lambda value: PhoneOutcome(value).label,
        role_label=lambda value: Role(value).label if value else "—",
        post_label=lambda value: Post(value).label if value else "",
        industry_label=lambda value: Industry(value).label if value else "",
        topic_label=lambda value: Topic(value).label if value else "",
        type_label=lambda value: ItemType(value).label if value else "",
        enum_pair=lambda value: (value.value, value.label),
        safe_svg=safe_svg,
        span_words=span_words,
        area_shape=area_shape,
        article_words=article_words,
        article_text=lambda cited: quote_article(cited["slug"], cited["article"], cited["version"]),
        map_by=lambda keys, texts: [texts.get(key, key) for key in keys],
    )
    app.jinja_env.globals.update(
        asset_url=asset_url, percent=percent, pass_line=pass_line, new_client_id=lambda: str(uuid.uuid4())
    )
