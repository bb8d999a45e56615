"""What a check of somebody's own phone came to."""

from enum import StrEnum


class PhoneOutcome(StrEnum):
    """able: can answer, also without network; online: answers, but keeps nothing itself; tablet: cannot answer.

    wished: the person asks for a tablet, whatever a phone can do.
    """

    able = "able"
    online = "online"
    tablet = "tablet"
    wished = "wished"

    @property
    def label(self) -> str:
        """As the officer reads it."""
        return {
            "able": "手机能答",
            "online": "要一直联网",
            "tablet": "要备平板",
            "wished": "要备平板（本人要的）",
        }[self]


# Measured by the phone itself.
MEASURED = frozenset({PhoneOutcome.able, PhoneOutcome.online, PhoneOutcome.tablet})
# For these people a tablet has to be there.
NEEDS_TABLET = frozenset({PhoneOutcome.tablet, PhoneOutcome.wished})
