"""A zip of several files of questions: each is read by itself, what cannot be read is named."""

import io
import zipfile
from collections.abc import Callable, Mapping

from examapp.adapters.item_files.directions import Directions
from examapp.adapters.item_files.drafts import Place, Problem, ReadResult, Unused
from examapp.adapters.tables.refusals import FileRefusedError

MOST_FILES = 40
# Sheets of the n-th file count from n times this, so that what was said of one file's sheet is not said of another's.
SHEETS_A_FILE = 100
_ENDINGS = (
    ".xlsx",
    ".xls",
    ".csv",
    ".txt",
    ".docx",
    ".xml",
    ".gift",
    ".html",
    ".htm",
    ".mht",
    ".rtf",
    ".doc",
    ".pdf",
    ".aiken",
)
Reader = Callable[[str, bytes, Directions], ReadResult]


def holds(content: bytes, name: str) -> bool:
    """Whether a zip has an entry of this name, seen from its own list; a broken zip has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return False


def question_files(parts: Mapping[str, bytes]) -> list[str]:
    """The entries that may be files of questions."""
    return [path for path in parts if path.lower().endswith(_ENDINGS) and not _is_aside(path)]


def _is_aside(path: str) -> bool:
    """What macOS and office programs put beside the files of people."""
    return path.startswith("__MACOSX/") or path.rpartition("/")[2].startswith((".", "~$"))


def read_archive(
    name: str, parts: Mapping[str, bytes], paths: list[str], read: Reader, directions: Directions
) -> ReadResult:
    """Drafts of all files that can be read; a refused one is a problem of its own. Raises too_many_files."""
    if len(paths) > MOST_FILES:
        raise FileRefusedError("too_many_files", most=MOST_FILES)
    result = ReadResult("zip")
    for number, path in enumerate(sorted(paths)):
        shown = f"{name}/{shown_name(path)}"
        base = number * SHEETS_A_FILE
        sheets = {at - base: said for at, said in directions.sheets.items() if 0 <= at - base < SHEETS_A_FILE}
        try:
            # Gestures speak of lines of one file; in an archive nobody can say of which.
            found = read(shown, parts[path], Directions(sheets, directions.remembered))
        except FileRefusedError as error:
            problem = Problem(
                Place(shown),
                "file_refused",
                error.code,
                True,
                {key: str(value) for key, value in error.data.items()},
            )
            result.problems.append(problem)
            result.unused.append(Unused(Place(shown), "file"))
            continue
        for look in found.looks:
            look.index += base
            look.sheet = f"{shown_name(path)} {look.sheet}".strip()
        found.source = []
        result.add(found)
    rest = [path for path in parts if path not in paths and not path.endswith("/")]
    result.unused += [Unused(Place(f"{name}/{shown_name(path)}"), "file") for path in rest]
    return result


def shown_name(path: str) -> str:
    """Windows writes names in GBK and says nothing of it; the library then takes them for those of a DOS of 1981."""
    try:
        return path.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return path
