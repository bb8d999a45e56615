"""What a check of somebody's own phone came to."""

from enum import StrEnum


class PhoneOutcome(StrEnum):
    """able: can answer, also without network; online: answers, but keeps nothing itself; tablet: cannot answer."""

    able = "able"
    online = "online"
    tablet = "tablet"

    @property
    def label(self) -> str:
        """As the officer reads it."""
        return {"able": "手机能答", "online": "要一直联网", "tablet": "要备平板"}[self]
