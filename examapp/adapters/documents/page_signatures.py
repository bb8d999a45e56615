"""The signature over the finished pages: an attachment `pages.jws` in an incremental update behind the last byte.

The update follows from the bytes before it and the signature alone, so a checker makes it again and compares: one byte
more, less or other, before or in the update, is seen. Whoever saves the file anew loses the signature.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from examapp.adapters.security.signing import BadSignatureError, check

NAME = b"pages.jws"
_TAIL = re.compile(
    rb"trailer\s*<<\s*/Size (\d+)\s*/Root (\d+) 0 R(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL
)
_MARK = b"/F(pages.jws)"
_SIGNATURE = re.compile(rb"/F\(pages\.jws\).{0,600}?stream\n([\w.-]{40,4000})\nendstream", re.DOTALL)
# A file of ours has one; only the last few are looked at, however many somebody wrote into it.
_MOST_MARKS = 8
_MOST_TAIL = 4096


class PageSigner(Protocol):
    """Something that signs for this system."""

    def sign(self, payload: bytes, *, now: datetime) -> str:
        """A compact JWS that carries its payload."""


@dataclass(frozen=True, slots=True)
class Pages:
    """How the pages of a file stand: `whole`, `unsigned`, `changed` (before the signature) or `added` (behind it).

    `base`: the signed bytes, where there are any; `kid`, `at` (epoch seconds): who signed, when, for which record.
    """

    state: str
    base: bytes = b""
    kid: str = ""
    at: int = 0
    record_digest: str = ""


def sign_pages(document: bytes, record_digest: str, *, signer: PageSigner, now: datetime) -> bytes:
    """The document with its signature. ValueError for a file that is not of our printing."""
    facts = {
        "bytes": len(document),
        "record": record_digest,
        "sha256": hashlib.sha256(document).hexdigest(),
        "typ": "examapp-pages/1",
    }
    jws = signer.sign(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode("ascii"), now=now)
    return document + _update(document, jws.encode("ascii"), int(now.timestamp()))


def check_pages(file: bytes, keys: Mapping[str, bytes]) -> Pages:
    """Whether these are the pages that the system printed, under one of its public keys (kid -> 32 bytes)."""
    found = Pages("unsigned")
    for match in _marks(file):
        try:
            signed = check(match.group(1).decode("ascii"), keys)
            facts = json.loads(signed.payload)
            size, digest, record = facts["bytes"], facts["sha256"], facts["record"]
            ours = facts["typ"] == "examapp-pages/1"
        except (BadSignatureError, ValueError, KeyError, TypeError):
            found = Pages("changed")
            continue
        if not ours or type(size) is not int or not 0 < size < match.start():
            found = Pages("changed")
            continue
        base = file[:size]
        if hashlib.sha256(base).hexdigest() != digest:
            found = Pages("changed")
            continue
        whole = base + _update(base, match.group(1), signed.at) == file
        return Pages("whole" if whole else "added", base, signed.kid, signed.at, record)
    return found


def _marks(file: bytes) -> list[re.Match]:
    """The last places that look like a signature, in the order of the file."""
    places, end = [], len(file)
    while len(places) < _MOST_MARKS and (place := file.rfind(_MARK, 0, end)) >= 0:
        places.append(place)
        end = place
    return [match for place in reversed(places) if (match := _SIGNATURE.match(file, place))]


def _update(document: bytes, jws: bytes, at: int) -> bytes:
    """What stands behind the last byte: two objects for the attachment, the catalogue that names it, their table."""
    tail = _TAIL.search(document[-_MOST_TAIL:])
    if tail is None:
        raise ValueError("no trailer of ours")
    size, root, rest, previous = int(tail[1]), int(tail[2]), tail[3], int(tail[4])
    body, offsets = b"\n", []
    for number, content in (
        (root, _catalogue(document, root, size)),
        (size, _file_entry(size + 1)),
        (size + 1, _stream(jws, at)),
    ):
        offsets.append(len(document) + len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(document) + len(body)
    first, second, third = (b"%010d 00000 n\r\n" % offset for offset in offsets)
    body += b"xref\n0 1\n0000000000 65535 f\r\n%d 1\n%s%d 2\n%s%s" % (root, first, size, second, third)
    body += b"trailer\n<</Size %d/Root %d 0 R%s/Prev %d>>\n" % (size + 2, root, rest, previous)
    return body + b"startxref\n%d\n%%%%EOF\n" % table


def _catalogue(document: bytes, root: int, filespec: int) -> bytes:
    start = document.rfind(b"\n%d 0 obj\n" % root)
    end = document.find(b"\nendobj", start)
    if start < 0 or end < 0:
        raise ValueError("no catalogue of ours")
    text = document[start + len(b"\n%d 0 obj\n" % root) : end]
    named, names = re.subn(rb"/Names\[", b"/Names[(%s)%d 0 R" % (NAME, filespec), text)
    listed, lists = re.subn(rb"/AF\[([^\]]*)\]", rb"/AF[\1 %d 0 R]" % filespec, named)
    if names != 1 or lists != 1:
        raise ValueError("no attachment of ours")
    return listed


def _file_entry(stream: int) -> bytes:
    return (
        b"<</Type/Filespec/F(pages.jws)/UF(pages.jws)/AFRelationship/Unspecified"
        b"/Desc(examapp-pages/1)/EF<</F %d 0 R/UF %d 0 R>>>>" % (stream, stream)
    )


def _stream(jws: bytes, at: int) -> bytes:
    moment = datetime.fromtimestamp(at, UTC).strftime("D:%Y%m%d%H%M%SZ").encode("ascii")
    head = b"<</Type/EmbeddedFile/Subtype/application#2Fjose/Length %d/Params<</Size %d/ModDate(%s)>>>>"
    return head % (len(jws), len(jws), moment) + b"\nstream\n" + jws + b"\nendstream"
