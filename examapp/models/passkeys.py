"""Passkeys: a key of somebody's own device; here stands only its public half."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class Passkey(Base):
    """One key of one person: of somebody who is examined, or of an account of staff."""

    __tablename__ = "passkeys"
    __table_args__ = (CheckConstraint("(candidate_id is null) <> (account_id is null)", name="one_owner"),)

    id: Mapped[int] = new_id_column()
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    label: Mapped[str] = mapped_column(char(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
