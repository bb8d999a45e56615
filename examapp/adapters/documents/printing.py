"""Has documents printed in processes of their own: spawned, limited in time, a few at once."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field

from examapp.domain.errors import DomainError

# What the child exits with when there is no font at all.
NO_FONT = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be printed: a typst template, plain JSON values for it,
    and the JSON text that the PDF carries ("" = none).
    """

    template: str
    data: dict
    attachment: str = ""


@dataclass
class Printer:
    """Prints in `at_once` processes at most.

    `font_dir` "" = the fonts of the installation; `extra_font_dir` = more fonts for rare characters, "" = none.
    """

    font_dir: str = ""
    extra_font_dir: str = ""
    at_once: int = 2
    _turns: threading.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._turns = threading.BoundedSemaphore(self.at_once)

    def make(self, sheet: Sheet, *, seconds: float, patience: float) -> bytes:
        """The PDF, within so many seconds; nobody waits longer than `patience` seconds for a turn.

        Raises printing_slow (nobody's fault, ask again), printing_failed, font_missing.
        """
        if not self._turns.acquire(timeout=patience):
            raise DomainError("printing_slow")
        try:
            return self._run(sheet, seconds)
        finally:
            self._turns.release()

    def _run(self, sheet: Sheet, seconds: float) -> bytes:
        order = {
            "template": sheet.template,
            "data": sheet.data,
            "attachment": sheet.attachment,
            "font_dir": self.font_dir,
            "extra_font_dir": self.extra_font_dir,
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", "examapp.adapters.documents.print_child"],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DomainError("printing_slow") from error
        except OSError as error:
            raise DomainError("printing_failed", cause=error.__class__.__name__) from error
        if done.returncode == NO_FONT:
            raise DomainError("font_missing")
        if done.returncode or not done.stdout.startswith(b"%PDF"):
            raise DomainError("printing_failed", cause=f"exit {done.returncode}")
        return done.stdout
