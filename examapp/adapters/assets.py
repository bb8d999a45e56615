"""Style sheets and scripts: read once at start, @imports joined, gzipped, named by their digest."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from examapp.adapters.modules import join_modules
from examapp.adapters.sheets import join_sheet


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: bytes, gzipped bytes, media type."""

    body: bytes
    gzipped: bytes
    media_type: str


class Assets:
    """All files below a static folder; `version` is one digest over them, so every address changes with any file.

    A script comes with what it imports, so that a page needs one request for it; what is imported later by name
    (behaviours) is found by a relative address, because the version is a folder of the address.
    """

    def __init__(self, root: Path) -> None:
        files = {
            path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()
        }
        self._assets = {name: _read(path) for name, path in files.items()}
        total = hashlib.sha256()
        for name, asset in self._assets.items():
            total.update(name.encode() + b"\0" + asset.body)
        self.version = total.hexdigest()[:12]

    def find(self, name: str) -> Asset | None:
        """The file, or None."""
        return self._assets.get(name)


@cache
def assets_of(root: Path) -> Assets:
    """The files as this process found them first; a second application of the process serves the same ones."""
    return Assets(root)


def _read(path: Path) -> Asset:
    joined = {".css": join_sheet, ".js": join_modules}.get(path.suffix)
    body = joined(path).encode("utf-8") if joined else path.read_bytes()
    media_type = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
    return Asset(body, gzip.compress(body, 9, mtime=0), media_type or "application/octet-stream")
