"""What is told outside, and when it is tried again. Nothing but the surname of a person ever goes outside."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MOST_TRIES = 8
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Two-character surnames that are met often enough; whoever has another one is called by its first character.
_DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "令狐",
    "慕容",
    "尉迟",
    "夏侯",
    "东方",
    "公孙",
    "长孙",
    "司徒",
)


def address_person(name: str) -> str:
    """张焊工 -> 张师傅: an outside notice names nobody in full."""
    surname = next((one for one in _DOUBLE if name.startswith(one) and len(name) > 2), name[:1])
    return f"{surname}师傅"


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many failures: 1, 2, 4 ... minutes; None = give up."""
    return now + timedelta(minutes=2 ** (tries - 1)) if tries < MOST_TRIES else None


def polite_moment(now: datetime) -> datetime:
    """Now, or 9 in the morning when it is night (21 to 8 in Asia/Shanghai): nobody is woken by a notice."""
    local = now.astimezone(SHANGHAI)
    if 8 <= local.hour < 21:
        return now
    morning = local.replace(hour=9, minute=0, second=0, microsecond=0)
    return morning if local.hour < 8 else morning + timedelta(days=1)


def announced_text(exam: str, people: int, closes: str) -> str:
    """For a group, when an exam was announced."""
    return f"【安全考核】“{exam}”已发布，应考 {people} 人，{closes} 截止。请各企业通知到人。"


def progress_text(exam: str, due: int, registered: int, closes: str) -> str:
    """For a group, on the last days."""
    return f"【安全考核】“{exam}”{closes} 截止，应考 {registered} 人，还有 {due} 人没有完成。"


def due_text(name: str, exam: str, closes: str) -> str:
    """For one person."""
    return (
        f"【安全考核】{address_person(name)}，“{exam}”请在 {closes} 前完成。用身份证号登录，或找企业安全员。"
    )
