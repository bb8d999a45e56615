"""The inspector's tablet in candidates' hands, or in those of the other inspector."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.accounts import AccountSession
from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column


class Handover(Base):
    """One tablet lent for one quiz: to `candidates`, or to the `colleague` who confirms in a session of the own account.

    The staff session stays here until the PIN gives it back to the browser.
    `token_hash`: of what the browser holds meanwhile; `seat_hash`: of the seat that somebody has on this tablet now;
    `called`: participants with a device of their own whom the inspector nevertheless sends to this tablet;
    `tries`: PINs typed so far; `ending`: how it ended, None while it runs.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("ending in ('pin', 'locked', 'recalled', 'expired')", name="ending"),
        CheckConstraint("kind in ('candidates', 'colleague')", name="kind"),
        CheckConstraint("(ended_at is null) = (ending is null)", name="ended"),
    )

    id: Mapped[int] = new_id_column()
    token_hash: Mapped[str] = mapped_column(char(64), unique=True)
    account_session_id: Mapped[int] = mapped_column(
        ForeignKey("account_sessions.id", ondelete="CASCADE"), index=True
    )
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    kind: Mapped[str] = mapped_column(char(10), default="candidates", server_default="candidates")
    pin_hash: Mapped[str] = mapped_column(char(200))
    tries: Mapped[int] = mapped_column(default=0)
    called: Mapped[list] = mapped_column(JsonValue, default=list)
    seat_hash: Mapped[str | None] = mapped_column(char(64))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str | None] = mapped_column(char(10))

    account_session: Mapped[AccountSession] = relationship()

    @property
    def runs(self) -> bool:
        """Whether the tablet is still out: nobody ended it, and the session that lent it was not revoked."""
        session = self.account_session
        return self.ended_at is None and session.revoked_at is None and session.account.state == "active"
