"""QTI files: a single item, a test with items, or a zip with imsmanifest.xml and pictures."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.drafts import Counts, Place, Problem, ReadResult, Unused
from examapp.adapters.item_files.qti1 import read_qti1
from examapp.adapters.item_files.qti2 import read_qti2
from examapp.adapters.item_files.safe_xml import (
    attributes_of,
    find_all,
    find_one,
    name_of,
    parse_xml,
    text_of,
)
from examapp.adapters.item_files.texts import clean
from examapp.adapters.tables.packages import is_escaping
from examapp.adapters.tables.refusals import FileRefusedError

MOST_ITEMS = 20_000
FACTS = "examapp"


def read_qti_file(name: str, root: Element) -> ReadResult:
    """Drafts of one XML document without its pictures."""
    result = ReadResult("qti")
    _read_document(name, root, {}, "", result, {})
    return _counted(result)


def read_qti_package(name: str, parts: Mapping[str, bytes]) -> ReadResult:
    """Drafts of a package: the manifest's resources in its order. Raises FileRefusedError."""
    result = ReadResult("qti")
    seen = _Seen(parts)
    manifest = parse_xml(parts["imsmanifest.xml"])
    for resource in list(find_all(manifest, "resource"))[:MOST_ITEMS]:
        href = unquote(attributes_of(resource).get("href", ""))
        kind = attributes_of(resource).get("type", "")
        if not href.lower().endswith(".xml") or "test" in kind.lower().removeprefix("imsqti_test"):
            continue
        if is_escaping(href):
            raise FileRefusedError("zip_escapes", name=href[:60])
        content = seen.get(posixpath.normpath(href))
        if content is None:
            result.problems.append(Problem(Place(name), "package_file_missing", href))
            continue
        _read_part(f"{name}/{href}", content, seen, posixpath.dirname(href), result, _facts_of(resource))
    spare = [
        path for path in parts if path not in seen.paths and not path.endswith(("/", ".xsd", ".dtd", ".css"))
    ]
    result.unused += [Unused(Place(f"{name}/{path}"), "file") for path in spare if path != "imsmanifest.xml"]
    return _counted(result)


class _Seen(dict[str, bytes]):
    """The parts of a package, and which of them somebody asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        super().__init__(parts)
        self.paths: set[str] = set()

    def get(self, key: str, default: bytes | None = None) -> bytes | None:
        """A part; it counts as used from now on."""
        self.paths.add(key)
        return super().get(key, default)


def _counted(result: ReadResult) -> ReadResult:
    asked = len({draft.place for draft in result.drafts})
    result.counts = Counts(asked, asked, asked)
    return result


def _read_part(
    where: str, content: bytes, parts: Mapping[str, bytes], folder: str, result: ReadResult, facts: dict
) -> None:
    try:
        _read_document(where, parse_xml(content), parts, folder, result, facts)
    except FileRefusedError as error:
        if error.code == "xml_entities":
            raise
        result.problems.append(Problem(Place(where), error.code, stops=True))


def _facts_of(resource: Element) -> dict[str, str]:
    """What our own packages say of an item beside QTI: LOM classifications by purpose."""
    found: dict[str, str] = {}
    for one in find_all(resource, "keyword"):
        label, sign, value = clean(text_of(one)).partition("：")
        if sign:
            found[label] = value
    return found


def _read_document(
    name: str, root: Element, files: Mapping[str, bytes], folder: str, result: ReadResult, facts: dict
) -> None:
    kind = name_of(root)
    if kind == "questestinterop":
        read_qti1(name, root, files, result)
    elif kind == "assessmentItem":
        read_qti2(name, root, files, folder, result, facts)
    elif find_one(root, "assessmentItem") is not None:
        for item in find_all(root, "assessmentItem"):
            read_qti2(name, item, files, folder, result, {})
    elif kind == "assessmentTest":
        result.problems.append(Problem(Place(name), "test_without_items", stops=True))
    else:
        result.problems.append(Problem(Place(name), "nothing_found", kind))
