"""The second step of staff after a password or a link: codes of the own phone, and codes on paper for a lost one."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char, new_id_column


class PhoneCode(Base):
    """The secret that the person's phone makes codes from; not `confirmed` until the phone has shown a right one.

    `last_step`: the half minute (since 1970) of the last code used; `wrong_tries` in a row, the last at `tried_at`.
    """

    __tablename__ = "phone_codes"
    __table_args__ = (UniqueConstraint("account_id", "confirmed"),)

    id: Mapped[int] = new_id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    confirmed: Mapped[bool] = mapped_column(default=False)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """One of ten codes that were shown once; only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = new_id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    code_hash: Mapped[str] = mapped_column(char(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SecondStepRole(Base):
    """A role whose accounts show a second step at every sign-in, since when."""

    __tablename__ = "second_step_roles"

    role: Mapped[str] = mapped_column(char(20), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
