"""Large bodies, and those that do not say how large they are: read piece by piece into a temporary file."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any

from examapp.adapters.server.front.calls import Callers, is_whole, refuse_broken, refuse_slow
from examapp.adapters.server.front.limits import Limits


class Upload:
    """One body on its way; `declared`: its size in bytes, None when the client says it at the end."""

    def __init__(self, watcher: Any, declared: int | None, limits: Limits, now: float) -> None:
        self.watcher: Any = watcher
        self.declared = declared
        self.begun_at = self.last_at = now
        self.received = 0
        self.reading: Any = None
        self.pieces: Any = watcher.proto.__aiter__()
        # Closed by whoever answers.
        self.file = SpooledTemporaryFile(max_size=limits.memory_bytes)  # noqa: SIM115


class Uploads:
    """All uploads of this process. Everything but `begin` runs in the one thread of the bodies, so nothing is locked."""

    def __init__(self, callers: Callers, limits: Limits, arrived: Callable[[Upload], None]) -> None:
        self._callers, self._limits, self._arrived = callers, limits, arrived
        self._open: dict[Upload, None] = {}
        self._stored = 0

    def begin(self, watcher: Any, declared: int | None, *, now: float) -> None:
        """Ask for the first piece."""
        upload = Upload(watcher, declared, self._limits, now)
        self._open[upload] = None
        self._ask(upload)

    def take(self, upload: Upload, *, now: float) -> None:
        """A piece has arrived, or the client is gone."""
        if upload not in self._open:
            return
        if not is_whole(upload.reading):
            self._break_off(upload)
            return
        piece = upload.reading.result()
        if piece:
            self._store(upload, piece, now)
        if upload in self._open:
            self._ask(upload, ending=not piece)

    def sweep(self, now: float) -> None:
        """Give up what is too slow."""
        for upload in list(self._open):
            age, pause = now - upload.begun_at, now - upload.last_at
            if self._limits.is_too_slow(upload.received, age=age, pause=pause):
                self._give_up(upload)

    def _store(self, upload: Upload, piece: bytes, now: float) -> None:
        upload.last_at = now
        upload.received += len(piece)
        self._stored += len(piece)
        if upload.received > self._limits.most_bytes:
            upload.file.close()
            self._pass_on(upload, None)
            return
        upload.file.write(piece)
        if self._stored > self._limits.stored_bytes:
            self._give_up(min(list(self._open), key=lambda other: other.last_at))

    def _ask(self, upload: Upload, *, ending: bool = False) -> None:
        """The next piece. `ending`: the one before was empty, as the server says that the body is over, well or not;
        only if it was well there is no next one."""
        try:
            reading = upload.pieces.__anext__()
        except StopAsyncIteration:
            self._finish(upload)
            return
        if ending:
            self._break_off(upload)
            return
        upload.reading = reading
        upload.reading.add_done_callback(lambda _reading: self._arrived(upload))

    def _finish(self, upload: Upload) -> None:
        if upload.declared is not None and upload.received != upload.declared:
            self._break_off(upload)
            return
        upload.file.seek(0)
        self._pass_on(upload, upload.file)

    def _pass_on(self, upload: Upload, file: Any) -> None:
        self._callers.call(self._let_go(upload), file, upload.received)

    def _break_off(self, upload: Upload) -> None:
        upload.file.close()
        refuse_broken(self._let_go(upload))

    def _give_up(self, upload: Upload) -> None:
        upload.reading.cancel()
        upload.file.close()
        refuse_slow(self._let_go(upload))

    def _let_go(self, upload: Upload) -> Any:
        """No longer ours; gives the watcher. The server hangs up on a body that nobody can read any more, so nothing points at it."""
        watcher = upload.watcher
        upload.watcher = upload.pieces = upload.reading = None
        del self._open[upload]
        self._stored -= upload.received
        return watcher
