"""Numbers of articles as people write them: 第四十一条, 41条, 41; clauses of standards stay as they are."""

import re
import unicodedata

_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百]{1,8}")
_FRAMED = re.compile(r"第?\s*([^第条\s][^第条]*?)\s*条?")


def read_article(text: str) -> str:
    """The number without 第 and 条, in digits where it is one."""
    folded = unicodedata.normalize("NFKC", text).strip()
    found = _FRAMED.fullmatch(folded)
    bare = found[1] if found else folded
    if _CHINESE.fullmatch(bare):
        return str(_number(bare))
    return bare if bare != folded or bare.isdecimal() else text.strip()


def _number(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total, digit = total + max(1, digit) * (10 if sign == "十" else 100), 0
    return total + digit
