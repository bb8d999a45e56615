"""Accounts, their revocable sessions, one-time sign-in links, and inspectors."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.base import Base, UtcDateTime, char, new_id_column
from examapp.models.organizations import Enterprise, Region


class Account(Base):
    """Somebody who signs in; scope is the region's subtree or the one enterprise."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("state in ('active', 'locked', 'closed')", name="state"),
        CheckConstraint("region_id is null or enterprise_id is null", name="one_scope"),
    )

    id: Mapped[int] = new_id_column()
    login_name: Mapped[str] = mapped_column(char(60), unique=True)
    name: Mapped[str] = mapped_column(char(60))
    role: Mapped[str] = mapped_column(char(20), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprises.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(char(200))
    state: Mapped[str] = mapped_column(char(10), default="active")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    region: Mapped[Region | None] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship()


class AccountSession(Base):
    """One signed-in browser; only the token's hash is kept, and revoking it ends the session at once.

    `proved_at` is when the own factor, or a one-time link, was last shown on it; `opened_by` is link, password or
    passkey; `used_at` is when somebody last asked for a page on it, to the minute; one unused too long is ended.
    `asks_second`: it opens nothing before the second step (a code of the phone, a key), which was shown at `second_at`.
    """

    __tablename__ = "account_sessions"

    id: Mapped[int] = new_id_column()
    token_hash: Mapped[str] = mapped_column(char(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(char(200), default="")
    opened_by: Mapped[str] = mapped_column(char(10), default="", server_default="")
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asks_second: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()


class SignInLink(Base):
    """A one-time link: `sign_in` for an account;
    `set_up` for the first administrator, `auditor` for an auditor (no account yet).
    """

    __tablename__ = "sign_in_links"
    __table_args__ = (CheckConstraint("purpose in ('sign_in', 'set_up', 'auditor')", name="purpose"),)

    id: Mapped[int] = new_id_column()
    token_hash: Mapped[str] = mapped_column(char(64), unique=True)
    purpose: Mapped[str] = mapped_column(char(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account | None] = relationship()


class Inspector(Base):
    """An enforcement officer with a certificate number (执法证号); may exist without an account.

    One who was registered twice is `left`, and `merged_into_id` says who the person is; what was signed stays with the old row.
    """

    __tablename__ = "inspectors"
    __table_args__ = (CheckConstraint("state in ('active', 'left')", name="state"),)

    id: Mapped[int] = new_id_column()
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), unique=True)
    name: Mapped[str] = mapped_column(char(60))
    certificate_number: Mapped[str] = mapped_column(char(40), unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    state: Mapped[str] = mapped_column(char(10), default="active")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"))

    account: Mapped[Account | None] = relationship()
    region: Mapped[Region] = relationship()
    merged_into: Mapped["Inspector | None"] = relationship(remote_side=[id])
