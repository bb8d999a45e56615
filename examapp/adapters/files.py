"""Bytes that never change, outside the database: a folder or an S3-compatible store, named by the SHA-256 of what they hold.

What is read is checked against its name, so a damaged or exchanged file is never shown as the original.
"""

import hashlib
import io
import os
import re
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

_DIGEST = re.compile(r"[0-9a-f]{64}")
CONNECT_SECONDS, READ_SECONDS = 3.0, 15.0


class FileLostError(OSError):
    """The store answers, and the file is not there."""


class FileDamagedError(OSError):
    """The bytes are not those of the digest."""


class FilesAwayError(OSError):
    """The store does not answer, or refuses us."""


class FolderFiles:
    """Files in a folder that every node sees, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep it; gives its digest. On the disk before this returns, whole or not at all; twice is once."""
        digest = digest_of(content)
        path = self._path(digest)
        if path.exists() and digest_of(path.read_bytes()) == digest:
            return digest
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise FilesAwayError(str(error)) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a digest. Raises FileLostError, FileDamagedError, FilesAwayError."""
        try:
            return checked(self._path(digest).read_bytes(), digest)
        except FileNotFoundError as error:
            raise (FileLostError if self._folder.is_dir() else FilesAwayError)(digest) from error

    def has(self, digest: str) -> bool:
        """Whether it is there."""
        return self._path(digest).is_file()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / _checked_name(digest)


class BucketFiles:
    """Files in one bucket of an S3-compatible store."""

    def __init__(self, client: Minio, bucket: str, prefix: str) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix

    def put(self, content: bytes) -> str:
        """Keep it; gives its digest. Raises FilesAwayError."""
        digest = digest_of(content)
        if not self.has(digest):
            self._asked(
                lambda: self._client.put_object(
                    self._bucket, self._name(digest), io.BytesIO(content), len(content)
                )
            )
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a digest. Raises FileLostError, FileDamagedError, FilesAwayError."""
        return checked(self._asked(lambda: self._read(digest)), digest)

    def has(self, digest: str) -> bool:
        """Whether it is there. Raises FilesAwayError."""
        try:
            self._asked(lambda: self._client.stat_object(self._bucket, self._name(digest)))
        except FileLostError:
            return False
        return True

    def _read(self, digest: str) -> bytes:
        answer = self._client.get_object(self._bucket, self._name(digest))
        try:
            return answer.read()
        finally:
            answer.close()
            answer.release_conn()

    def _name(self, digest: str) -> str:
        return f"{self._prefix}{digest[:2]}/{_checked_name(digest)}"

    @staticmethod
    def _asked(call):
        try:
            return call()
        except FileLostError:
            raise
        except S3Error as error:
            if error.code in ("NoSuchKey", "NoSuchObject"):
                raise FileLostError(error.code) from error
            raise FilesAwayError(error.code) from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise FilesAwayError(error.__class__.__name__) from error


Files = FolderFiles | BucketFiles


def digest_of(content: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()


def checked(content: bytes, digest: str) -> bytes:
    """The same bytes. Raises FileDamagedError when the digest is another's."""
    if digest_of(content) != digest:
        raise FileDamagedError(digest)
    return content


def _checked_name(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise FileLostError("not a digest")
    return digest


def open_files(address: str, *, key_id: str = "", secret: str = "") -> Files | None:
    """The store of an address: a folder, or `s3://bucket/prefix?endpoint=https://host:9000&region=...`; None for "".

    Raises ValueError when the address says too little.
    """
    if not address:
        return None
    if not address.startswith("s3://"):
        return FolderFiles(Path(address).absolute())
    parts = urlsplit(address)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = urlsplit(query.get("endpoint", ""))
    if not parts.netloc or endpoint.scheme not in ("http", "https") or not endpoint.netloc:
        raise ValueError("bucket or endpoint missing")
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    retries = urllib3.Retry(total=1, redirect=0, backoff_factor=0.2)
    client = Minio(
        endpoint.netloc,
        access_key=key_id,
        secret_key=secret,
        secure=endpoint.scheme == "https",
        region=query.get("region", "us-east-1"),
        http_client=urllib3.PoolManager(timeout=timeout, retries=retries),
    )
    prefix = parts.path.strip("/")
    return BucketFiles(client, parts.netloc, f"{prefix}/" if prefix else "")
