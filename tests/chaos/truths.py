"""What people read while something is broken, and whether it was true: a status, a Chinese sentence, no machine's insides."""

import json
import re
from collections import Counter
from collections.abc import Iterable

from tests.chaos.transport import Seen

INSIDES = (
    "Traceback",
    "sqlalchemy",
    "psycopg",
    "OperationalError",
    "Internal Server Error",
    "Bad Gateway",
    "Gateway Time-out",
    "nginx",
)
# 500 is an error that nobody thought of; 502 and 504 are the proxy's own words.
UNFORESEEN = {500, 502, 504}


def find_lie(seen: Seen) -> str | None:
    """Why this page or answer must not be shown to people; None when it told the truth."""
    if seen.status in UNFORESEEN:
        return f"status {seen.status}"
    text = _readable(seen)
    inside = next((word for word in INSIDES if word in text), None)
    if inside:
        return f"shows {inside}"
    if 300 <= seen.status < 400:
        # These pages are open to who asks; to send people away (to sign in, say) would be a wrong reason.
        return "sends people elsewhere"
    if not re.search(r"[一-鿿]{4}", text):
        return "no Chinese sentence"
    if seen.kind.startswith("text/html") and not re.search(r'<html lang="?zh-CN', text):
        return "no language named"
    if seen.status >= 500:
        return _find_lie_of_refusal(text, seen.retry_after)
    return None


def _readable(seen: Seen) -> str:
    """What a person reads of it: the page, or the sentence in an answer of ours."""
    if not seen.kind.startswith("application/json"):
        return seen.text
    try:
        return str(json.loads(seen.text).get("message", ""))
    except (ValueError, AttributeError):
        return seen.text


def _find_lie_of_refusal(text: str, retry_after: str) -> str | None:
    if not re.search("已保存的内容都在|没有写入任何内容|答案|看到试卷时才开始算", text):
        return "does not say what is safe"
    if "请" not in text:
        return "does not say what to do"
    if not retry_after:
        return "does not say when to come back"
    return None


def lies_of(seen: Iterable[Seen]) -> Counter[str]:
    """What was untrue, and how often."""
    found: Counter[str] = Counter()
    for one in seen:
        lie = find_lie(one)
        if lie:
            path = re.sub(r"\b\w{32}\b", "…", one.path)
            found[f"{path} {one.status}: {lie}: {_readable(one)[:80]!r}"] += 1
    return found
