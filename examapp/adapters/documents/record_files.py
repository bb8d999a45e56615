"""A record out of the file that somebody brings: JSON, or the PDF that carries it."""

import io
import json
from dataclasses import dataclass

from pypdf import PdfReader

from examapp.adapters.documents.page_signatures import Pages, check_pages
from examapp.domain.digests import canonical_json
from examapp.domain.records import FORMAT, UNSIGNED

MOST_BYTES = 50 * 1024 * 1024


class UnreadableError(ValueError):
    """Nothing can be said of the file: `reason` is too_large, no_record, damaged or not_ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The record's JSON values, and how the pages stand (None for a file that has none)."""

    record: dict
    pages: Pages | None


def read_file(file: bytes, keys: dict[str, bytes]) -> RecordFile:
    """The record in these bytes; `keys`: public keys by kid, for the pages. Raises UnreadableError."""
    if len(file) > MOST_BYTES:
        raise UnreadableError("too_large")
    if not file.startswith(b"%PDF"):
        return RecordFile(_read_json(file), None)
    pages = check_pages(file, keys)
    # Only what was signed is read: nothing behind it can put another record in its place.
    return RecordFile(_read_json(_attached(pages.base or file)), pages)


def _attached(file: bytes) -> bytes:
    try:
        attachments = PdfReader(io.BytesIO(file)).attachments
        if "record.json" not in attachments:
            raise UnreadableError("no_record")
        return attachments["record.json"][0]
    except UnreadableError:
        raise
    except (
        Exception
    ) as error:  # A broken PDF breaks its reader in any way there is; it says nothing about the record.
        raise UnreadableError("damaged") from error


def _read_json(text: bytes) -> dict:
    try:
        record = json.loads(text.decode("utf-8"), object_pairs_hook=_each_name_once)
        # Half a sign of two (a lone surrogate) cannot be written down again, so nothing can be computed from it.
        canonical_json(record).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise UnreadableError("damaged") from error
    if not isinstance(record, dict) or record.get("format") not in (UNSIGNED, FORMAT):
        raise UnreadableError("not_ours")
    return record


def _each_name_once(pairs: list[tuple[str, object]]) -> dict:
    # Of a name that stands twice one reader takes the first value and another the last: nothing is proven of either.
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands twice")
    return values
