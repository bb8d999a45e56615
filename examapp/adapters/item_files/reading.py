"""One door for all formats: what a file is, is seen from its content, never from its name alone."""

import gc
import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager

from examapp.adapters.item_files.aiken import is_aiken, read_aiken
from examapp.adapters.item_files.archives import holds, question_files, read_archive
from examapp.adapters.item_files.bank_toml import read_bank_toml
from examapp.adapters.item_files.directions import NO_DIRECTIONS, Directions
from examapp.adapters.item_files.doubts import note_doubts
from examapp.adapters.item_files.drafts import Place, Problem, ReadResult, Unused
from examapp.adapters.item_files.excel import find_table, plain_table, read_csv, read_excel
from examapp.adapters.item_files.gift import is_gift, read_gift
from examapp.adapters.item_files.moodle import read_moodle
from examapp.adapters.item_files.old_word.reading import blocks_of_old_word
from examapp.adapters.item_files.portable.reading import blocks_of_pdf
from examapp.adapters.item_files.prose.reading import read_prose
from examapp.adapters.item_files.qti_packages import read_qti_file, read_qti_package
from examapp.adapters.item_files.rich_text import blocks_of_rich_text, is_rich_text
from examapp.adapters.item_files.safe_xml import name_of, parse_xml
from examapp.adapters.item_files.stories import PICTURE_WORD, Block, read_story
from examapp.adapters.item_files.tables import Progress
from examapp.adapters.item_files.texts import clean, decode, without_radicals
from examapp.adapters.item_files.web_pages import blocks_of_page, is_mht, page_of_mht
from examapp.adapters.item_files.word import read_word
from examapp.adapters.item_files.word_xml import blocks_of_word_xml
from examapp.adapters.tables.packages import MOST_FILE, open_package
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.workbooks import OLE

MOST_DRAFTS = 20_000
_PAGE = re.compile(
    rb"^(?:\xef\xbb\xbf|\xff\xfe)?\s{0,200}(?:<\?xml[^<>]{0,200}>\s{0,200})?(?:<!--[^<>]{0,400}-->\s{0,200})?"
    rb"<(?:!doctype\s+html|html|head|body|script|style|meta|table|div)\b",
    re.IGNORECASE,
)


def read_file(
    name: str, content: bytes, progress: Progress | None = None, directions: Directions = NO_DIRECTIONS
) -> ReadResult:
    """Drafts and problems of a file (`progress` is told how many items are read). Raises FileRefusedError."""
    if len(content) > MOST_FILE:
        raise FileRefusedError("file_too_large", most=MOST_FILE // 1024 // 1024)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise FileRefusedError("file_empty")
    with _nothing_collected():
        result = _read(name, content, progress, directions)
        note_doubts(result.drafts)
    if len(result.drafts) > MOST_DRAFTS:
        raise FileRefusedError("too_many_items", most=MOST_DRAFTS)
    if not result.drafts and not result.problems:
        result.problems.append(Problem(Place(name), "nothing_found"))
    return result


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Ten thousand drafts stay alive: looking through them for garbage again and again is a quarter of the reading."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read(name: str, content: bytes, progress: Progress | None, directions: Directions) -> ReadResult:
    if content[:2] == b"PK":
        return _read_zip(name, content, progress, directions)
    if content[:8] == OLE:
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefusedError("zip_locked")
        # An old .doc is such a container as well; its first stream names the program.
        if "WordDocument".encode("utf-16-le") in content:
            return _read_pictured(name, blocks_of_old_word(content), "doc", directions)
        return read_excel(name, content, progress, directions)
    if is_rich_text(content):
        return _told(name, *blocks_of_rich_text(content), "rtf", directions)
    if content[:5] == b"%PDF-":
        return _read_pictured(name, blocks_of_pdf(content), "pdf", directions)
    if is_mht(content):
        return _read_page(name, page_of_mht(content), "mht", directions)
    if b"schemas.microsoft.com/office/word/2003/wordml" in content[:4_000]:
        return _told(name, *blocks_of_word_xml(parse_xml(content)), "wordxml", directions)
    if _PAGE.search(content[:2_000].replace(b"\0", b"")):
        return _read_page(name, content, "html", directions)
    start = content[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    if start.startswith((b"<?xml", b"<quiz", b"<questestinterop", b"<assessment", b"<qti-")):
        return _read_xml(name, content)
    return read_text(name, decode(content), progress, directions)


def _read_zip(name: str, content: bytes, progress: Progress | None, directions: Directions) -> ReadResult:
    # Excel is checked where it is read; everything else is small enough to hold unzipped.
    if holds(content, "xl/workbook.xml") or holds(content, "xl/workbook.bin"):
        return read_excel(name, content, progress, directions)
    parts = open_package(content)
    if "word/document.xml" in parts:
        return read_word(name, content, directions)
    if "content.xml" in parts:
        raise FileRefusedError("workbook_other")
    if "imsmanifest.xml" in parts:
        return read_qti_package(name, parts)
    tables = [path for path in parts if path.endswith(".toml")]
    if tables:
        found = ReadResult("toml")
        for path in sorted(tables):
            one = read_bank_toml(f"{name}/{path}", decode(parts[path]), _beside(parts, path))
            found.add(one)
        beside = [path for path in parts if not path.endswith(".toml") and not is_folder(path)]
        named = {
            path
            for path in beside
            if path.rpartition("/")[2].encode() in b"".join(parts[one] for one in tables)
        }
        found.unused += [Unused(Place(f"{name}/{path}"), "file") for path in beside if path not in named]
        return found
    if paths := question_files(parts):
        return read_archive(name, parts, paths, _read_inner, directions)
    raise FileRefusedError("format_unknown")


def _read_inner(name: str, content: bytes, directions: Directions) -> ReadResult:
    """One file of a zip; a zip in a zip is not opened."""
    if content[:2] == b"PK" and not (
        holds(content, "xl/workbook.xml") or holds(content, "word/document.xml")
    ):
        raise FileRefusedError("format_unknown")
    return _read(name, content, None, directions)


def is_folder(path: str) -> bool:
    """Whether an entry of a zip is only a folder."""
    return path.endswith("/")


def _beside(parts: dict[str, bytes], path: str) -> dict[str, bytes]:
    folder = posixpath.dirname(path)
    prefix = folder + "/" if folder else ""
    return {one.removeprefix(prefix): content for one, content in parts.items()}


def _read_page(name: str, content: bytes, form: str, directions: Directions) -> ReadResult:
    """A page that holds questions or a table; any other page is no file of questions."""
    found = _told(name, *blocks_of_page(content), form, directions)
    if not found.drafts and not found.looks:
        raise FileRefusedError("web_page")
    return found


def _told(
    name: str, blocks: list[Block], left_out: list[tuple[str, str]], form: str, directions: Directions
) -> ReadResult:
    """A document of blocks, with what it holds and nobody reads."""
    found = read_story(name, blocks, form=form, directions=directions)
    found.unused += [Unused(Place(name), reason, text) for reason, text in left_out]
    return found


def _read_pictured(
    name: str, story: tuple[list[Block], list[tuple[str, str]]], form: str, directions: Directions
) -> ReadResult:
    """A .doc or a PDF; an item that had a picture stops, because its pictures are not read."""
    found = _told(name, *story, form, directions)
    for draft in found.drafts:
        texts = (draft.stem, draft.rationale, *(choice.text for choice in draft.choices))
        if any(PICTURE_WORD in text for text in texts):
            draft.note("picture_unread", stops=True)
    return found


def _read_xml(name: str, content: bytes) -> ReadResult:
    root = parse_xml(content)
    kind = name_of(root)
    if kind == "quiz":
        return read_moodle(name, content)
    if kind in ("questestinterop", "assessmentItem", "assessmentTest", "assessmentSection"):
        return read_qti_file(name, root)
    raise FileRefusedError("format_unknown", root=kind[:40])


def read_text(
    name: str, text: str, progress: Progress | None = None, directions: Directions = NO_DIRECTIONS
) -> ReadResult:
    """Drafts of text that was uploaded or pasted: our TOML, a table, GIFT, AIKEN or typed questions."""
    if "[[items]]" in text:
        return read_bank_toml(name, text)
    if not clean(text[:100_000]) and not clean(text):
        raise FileRefusedError("file_empty")
    table = find_table(text) or (plain_table(text) if directions.sheets else None)
    if table is not None:
        return read_csv(name, table, progress, directions)
    if is_aiken(text):
        return read_aiken(name, text)
    if is_gift(text):
        return read_gift(name, text)
    found = read_prose(name, without_radicals(text).split("\n"), said=directions.lines)
    if all(draft.stopped for draft in found.drafts) and (table := plain_table(text)):
        # A table whose header nobody understands: a person says what its columns are.
        return read_csv(name, table, progress, directions)
    return found
