"""How people who are examined sign in: a slip with a one-time code first, then an own password."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, UtcDateTime, char, new_id_column
from examapp.models.candidates import Candidate


class CandidateAccount(Base):
    """The sign-in of one person over all employers; the ID number finds it by its keyed hash, so no login name is kept."""

    __tablename__ = "candidate_accounts"
    __table_args__ = (CheckConstraint("state in ('active', 'locked')", name="state"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(char(200))
    state: Mapped[str] = mapped_column(char(10), default="active")
    activated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    candidate: Mapped[Candidate] = relationship()


class ActivationCode(Base):
    """A one-time code that is handed over in person, to open an account first or anew; only its hash is kept.

    `enterprise_id` is the employer that stands behind a slip, empty for a bureau.
    """

    __tablename__ = "activation_codes"
    __table_args__ = (CheckConstraint("purpose in ('activate', 'reset')", name="purpose"),)

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    code_hash: Mapped[str] = mapped_column(char(64), unique=True)
    purpose: Mapped[str] = mapped_column(char(10), default="activate", server_default="activate")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"))
    wrong_tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CandidateSession(Base):
    """One signed-in phone or PC of a person; revoking it ends it at the next request.

    `proved_at` is when the own factor was last shown on it; `ended_by` is why it ended, as the device is told.
    """

    __tablename__ = "candidate_sessions"

    id: Mapped[int] = new_id_column()
    token_hash: Mapped[str] = mapped_column(char(64), unique=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(char(10), default="", server_default="")
    device: Mapped[str] = mapped_column(char(200), default="")

    candidate: Mapped[Candidate] = relationship()
