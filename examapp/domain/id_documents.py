"""Documents that people prove themselves with: kinds, forms of their numbers, the birth in them, how they are shown.

A form is checked only where the issuer publishes one: the 18 characters of GB 11643 (resident's ID, residence permit of
people from Hong Kong, Macau and Taiwan, the foreigner's card since 2023), one letter and digits on the permit for Hong
Kong and Macau. Of all others only that the number consists of letters and digits, and is of a length that any has.
"""

import re
from datetime import date
from enum import StrEnum

from examapp.domain.identifiers import find_id_fault, mask_id_tail, plain_code

SHORTEST, LONGEST = 5, 20
_BETWEEN = re.compile(r"[-_·()\[\]{}/\\]")
_FORM = re.compile(rf"[0-9A-Z]{{{SHORTEST},{LONGEST}}}")
_HK_MACAU = re.compile(r"[HM]?[0-9]{8}(?:[0-9]{2})?")
_TAIL = re.compile(r"[0-9A-Z]{4}")
_MAINLAND_TAIL = re.compile(r"[0-9]{3}[0-9X]")


class DocumentKind(StrEnum):
    """What the number stands on."""

    mainland_id = "mainland_id"
    hmt_residence = "hmt_residence"
    hk_macau_permit = "hk_macau_permit"
    taiwan_permit = "taiwan_permit"
    foreign_residence = "foreign_residence"
    passport = "passport"
    other = "other"

    @property
    def label(self) -> str:
        """The name as the document itself bears it."""
        return _NAMES[self][0]

    @property
    def short_label(self) -> str:
        """The name as people say it, for narrow columns."""
        return _NAMES[self][1]


# kind -> the name on the document, and other names that people write into a column; the first of those is the short one
_NAMES = {
    DocumentKind.mainland_id: ("居民身份证", "身份证", "二代身份证", "第二代居民身份证", "中国居民身份证", "大陆身份证"),
    DocumentKind.hmt_residence: ("港澳台居民居住证", "港澳台居住证", "港澳居民居住证", "台湾居民居住证"),
    DocumentKind.hk_macau_permit: (
        "港澳居民来往内地通行证",
        "港澳通行证",
        "回乡证",
        "港澳居民通行证",
        "港澳居民往来内地通行证",
        "港澳来往内地通行证",
    ),
    DocumentKind.taiwan_permit: (
        "台湾居民来往大陆通行证",
        "台胞证",
        "台湾通行证",
        "台湾居民通行证",
        "台湾居民往来大陆通行证",
    ),
    DocumentKind.foreign_residence: (
        "外国人永久居留身份证",
        "永居证",
        "外国人永久居留证",
        "永久居留身份证",
        "外国人居留证",
    ),
    DocumentKind.passport: ("护照", "护照", "外国护照", "普通护照"),
    DocumentKind.other: ("其他有效证件", "其他证件", "其他", "其它", "其它证件"),
}  # fmt: skip
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_NAMED = re.compile(
    rf"\s*({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:号码?)?\s*[:：]?\s*(?=[0-9A-Za-z])"
)
_WITH_18 = (DocumentKind.mainland_id, DocumentKind.hmt_residence, DocumentKind.foreign_residence)


def plain_document(text: str) -> str:
    """A number of a document as it is stored and compared: half-width capitals; no blanks, hyphens or brackets."""
    return _BETWEEN.sub("", plain_code(text))


def split_document(text: str) -> tuple[DocumentKind | None, str]:
    """A number with the name of its document before it (护照 E12345678): the kind, None where none stands there, and
    the rest.
    """
    match = _NAMED.match(text)
    return (_KINDS[match[1]], text[match.end() :]) if match else (None, text)


def read_document_kind(text: str) -> DocumentKind | None:
    """The kind that somebody wrote; an empty text is the resident's ID, None an unknown word."""
    return _KINDS.get("".join(text.split())) if text.strip() else DocumentKind.mainland_id


def find_document_fault(kind: str, number: str, *, today: date) -> str | None:
    """What is wrong with a plain number: length, character, birth, checksum, form; None when it may be right."""
    if kind in _WITH_18 and (len(number) == 18 or kind != DocumentKind.foreign_residence):
        return find_id_fault(number, today=today)
    if kind == DocumentKind.hk_macau_permit:
        return None if _HK_MACAU.fullmatch(number) else "form"
    return None if _FORM.fullmatch(number) and any(sign.isdigit() for sign in number) else "form"


def birth_of(kind: str, number: str) -> date | None:
    """The day of birth where the number holds it; None where the document's number says nothing of it."""
    if kind not in _WITH_18 or len(number) != 18:
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def plain_tail(text: str) -> str | None:
    """The last four of a number as somebody typed them; None when they are not four letters or digits."""
    tail = plain_document(text)
    return tail if _TAIL.fullmatch(tail) else None


def fits_tail(kind: str | None, tail: str) -> bool:
    """Whether a plain last four may end a number of this kind; where nobody knows the kind, any may."""
    if kind in (DocumentKind.mainland_id, DocumentKind.hmt_residence):
        return bool(_MAINLAND_TAIL.fullmatch(tail))
    return kind != DocumentKind.hk_macau_permit or tail.isdigit()


def tail_of(number: str) -> str:
    """The last four of a plain number, as they stand on the document."""
    return number[-4:]


def mask_document(kind: str | None, tail: str) -> str:
    """How a number is printed: stars and the last four, before them the kind where it is no resident's ID.

    Of somebody outside the roster the kind is None: only the last four are known.
    """
    if kind is None and tail and not _MAINLAND_TAIL.fullmatch(tail):
        kind = DocumentKind.other
    if kind is None or kind == DocumentKind.mainland_id:
        return mask_id_tail(tail)
    return f"{DocumentKind(kind).short_label} ****{tail}"
