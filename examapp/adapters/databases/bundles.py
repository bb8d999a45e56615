"""A backup in one file: a zip of parts with a manifest that names each part's size and SHA-256."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from examapp.adapters.databases.operating import CannotOperateError

FORMAT = "examapp-backup/1"
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_MOST_MANIFEST_BYTES = 50_000_000


def write_bundle(target: Path, facts: dict, parts: dict[str, Path | bytes]) -> dict:
    """Write all parts and, last, the manifest; the file appears under its name only when it is whole and on the disk."""
    if target.exists():
        raise CannotOperateError(f"{target} 已经存在，没有覆盖它。请换一个文件名。")
    part_file = target.with_name(target.name + ".part")
    told = {"format": FORMAT, **facts, "parts": {}}
    try:
        descriptor = os.open(part_file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as bundle:
                for name, content in parts.items():
                    told["parts"][name] = _add(bundle, name, content)
                bundle.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True))
            file.flush()
            os.fsync(file.fileno())
        part_file.rename(target)
        sync_folder(target.parent)
    except BaseException:
        part_file.unlink(missing_ok=True)
        raise
    return told


def read_manifest(source: Path) -> dict:
    """The manifest. Raises CannotOperateError when the file is no backup of ours, or of a newer format."""
    with _opened(source) as bundle:
        try:
            if bundle.getinfo(MANIFEST).file_size > _MOST_MANIFEST_BYTES:
                raise ValueError
            told = json.loads(bundle.read(MANIFEST))
            told["parts"].items()
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise CannotOperateError(
                f"{source} 不是本系统的备份，或者已经损坏；没有改动任何东西。"
            ) from error
    if told.get("format") != FORMAT:
        raise CannotOperateError("这份备份来自更新的版本，请先升级本系统，再恢复；没有改动任何东西。")
    return told


def check_parts(source: Path, told: dict) -> None:
    """Read every part and compare size and digest with the manifest. Raises CannotOperateError naming the first that differs."""
    with _opened(source) as bundle:
        held = set(bundle.namelist()) - {MANIFEST}
        if held != set(told["parts"]):
            raise CannotOperateError(f"{source} 里缺少或多出了文件，备份不完整；没有改动任何东西。")
        for name, facts in told["parts"].items():
            if _is_unsafe(name) or _digest_of(bundle, name) != (facts["bytes"], facts["sha256"]):
                raise CannotOperateError(
                    f"备份里的 {name} 和清单对不上，文件已损坏；没有改动任何东西。请换一份备份。"
                )


def extract(source: Path, name: str, target: Path) -> None:
    """One part as a file that only its owner may read."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, _opened(source) as bundle, bundle.open(name) as stream:
        while block := stream.read(_BLOCK):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def read_part(source: Path, name: str) -> bytes:
    """A small part whole."""
    with _opened(source) as bundle:
        return bundle.read(name)


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _add(bundle: zipfile.ZipFile, name: str, content: Path | bytes) -> dict:
    digest, size = hashlib.sha256(), 0
    with bundle.open(name, "w", force_zip64=True) as stream:
        for block in _blocks(content):
            stream.write(block)
            digest.update(block)
            size += len(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _blocks(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _digest_of(bundle: zipfile.ZipFile, name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with bundle.open(name) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        return -1, ""
    return size, digest.hexdigest()


def _is_unsafe(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        bundle = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise CannotOperateError(f"{source} 打不开，或者不是本系统的备份；没有改动任何东西。") from error
    with bundle:
        yield bundle
