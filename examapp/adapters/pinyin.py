"""Pinyin of names, for searching by initials; surnames are read as surnames."""

from pypinyin import Style, lazy_pinyin

from examapp.domain.people_names import without_accents

# pypinyin reads these as the common word; as surnames they sound otherwise.
SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "朴": "piao",
    "区": "ou",
    "查": "zha",
    "任": "ren",
    "盖": "ge",
    "华": "hua",
    "翟": "zhai",
    "尉": "yu",
    "万": "wan",
    "乐": "yue",
    "召": "shao",
    "员": "yun",
    "覃": "qin",
    "缪": "miao",
}


def name_pinyin(name: str) -> str:
    """Full pinyin without spaces, lower case: 单明 -> shanming; Latin words without accents: Nguyễn An -> nguyen an."""
    if not name:
        return ""
    full = SURNAMES.get(name[0], "".join(lazy_pinyin(name[0]))) + "".join(lazy_pinyin(name[1:]))
    return without_accents(full)


def name_initials(name: str) -> str:
    """First letters: 单明 -> sm; of Latin words their own: Nguyễn Văn An -> nva."""
    if not name:
        return ""
    if " " in name:
        return without_accents("".join(word[0] for word in name.split()))
    first = SURNAMES.get(name[0], "".join(lazy_pinyin(name[0])))[:1]
    return without_accents(first + "".join(lazy_pinyin(name[1:], style=Style.FIRST_LETTER)))


def text_pinyin(text: str) -> str:
    """Full pinyin of any text, such as an enterprise's name."""
    return "".join(lazy_pinyin(text)).lower()


def text_initials(text: str) -> str:
    """First letters of any text."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
