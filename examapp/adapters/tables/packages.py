"""Zip containers (xlsx, docx, QTI packages) opened with suspicion: bombs, lies, traversal, encryption are refused."""

import io
import posixpath
import zipfile
import zlib

from examapp.adapters.tables.refusals import FileRefusedError

MOST_FILE = 20 * 1024 * 1024
MOST_UNZIPPED = 64 * 1024 * 1024
MOST_ENTRIES = 3_000
# Sheets of a real table shrink about twentyfold; a bomb a thousandfold.
MOST_RATIO = 150
RATIO_COUNTS_FROM = 1024 * 1024
_CHUNK = 256 * 1024
_BAD = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def open_package(data: bytes, most_unzipped: int = MOST_UNZIPPED) -> dict[str, bytes]:
    """Every entry by its name. Raises FileRefusedError(zip_bomb, zip_broken, zip_escapes,
    zip_locked).

    Entries are really unzipped under a counter: sizes that a header claims prove nothing.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise FileRefusedError("zip_bomb", count=len(entries))
            found: dict[str, bytes] = {}
            left = most_unzipped
            for entry in entries:
                _check_entry(entry, left)
                content = _unzip(archive, entry, left)
                left -= len(content)
                if not entry.is_dir():
                    _keep(found, posixpath.normpath(entry.filename), content)
            return found
    except FileRefusedError:
        raise
    except _BAD as error:
        raise FileRefusedError("zip_broken") from error


def unpacked_size(data: bytes) -> int:
    """Bytes of a file when it is opened: of a zip what its own list claims, which no reading goes beyond."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except _BAD:
        return len(data)


def _keep(found: dict[str, bytes], name: str, content: bytes) -> None:
    # Of two entries with one name programs take different ones; what was checked must be what is read.
    if name in found:
        raise FileRefusedError("zip_broken")
    found[name] = content


def _check_entry(entry: zipfile.ZipInfo, left: int) -> None:
    if entry.flag_bits & 1:
        raise FileRefusedError("zip_locked")
    if is_escaping(entry.filename):
        raise FileRefusedError("zip_escapes", name=entry.filename[:60])
    large = entry.file_size > RATIO_COUNTS_FROM
    if entry.file_size > left or (large and entry.file_size > MOST_RATIO * max(1, entry.compress_size)):
        raise FileRefusedError("zip_bomb", name=entry.filename[:60])


def is_escaping(name: str) -> bool:
    """Whether a path leaves its folder: absolute, with a drive, or upwards."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ":" in plain or ".." in plain.split("/") or "\0" in plain


def _unzip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    parts, size = [], 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise FileRefusedError("zip_bomb", name=entry.filename[:60])
            parts.append(chunk)
    return b"".join(parts)
