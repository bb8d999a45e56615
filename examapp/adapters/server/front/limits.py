"""How long and how large a request may be; what is slower is a lost connection or an attack."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, sizes in bytes.

    `header_seconds`: from the first byte of a request, or from the answer before, until its head is complete;
    `small_bytes`, `small_seconds`: a body up to this size has so much time in all;
    `stall_seconds`, `least_rate`, `grace_seconds`: a larger one never pauses longer than this, and brings so many bytes
    a second on average after the first moments: 20 MB take three quarters of an hour at most;
    `most_bytes`: what is larger is not read, the application refuses it;
    `memory_bytes`: so much of one upload is kept in memory, more goes to an unnamed temporary file;
    `stored_bytes`: of all uploads together; when it is full, what was silent longest goes.
    """

    header_seconds: int = 30
    small_bytes: int = 16 * KIB
    small_seconds: float = 15
    stall_seconds: float = 15
    grace_seconds: float = 20
    least_rate: int = 8 * KIB
    most_bytes: int = 20 * MIB
    memory_bytes: int = 256 * KIB
    stored_bytes: int = 1024 * MIB

    def is_too_slow(self, received: int, *, age: float, pause: float) -> bool:
        """Whether an upload that began `age` seconds ago and brought nothing for `pause` seconds is given up."""
        return pause > self.stall_seconds or received < (age - self.grace_seconds) * self.least_rate
