"""How people who are examined sign in: a slip with a one-time code first, then an own password."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
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
    """A one-time code on a slip that the officer hands over in person; only its hash is kept."""

    __tablename__ = "activation_codes"

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    code_hash: Mapped[str] = mapped_column(char(64), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CandidateSession(Base):
    """One signed-in phone or PC of a person; revoking it ends it at the next request."""

    __tablename__ = "candidate_sessions"

    id: Mapped[int] = new_id_column()
    token_hash: Mapped[str] = mapped_column(char(64), unique=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(char(200), default="")

    candidate: Mapped[Candidate] = relationship()
