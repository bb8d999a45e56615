"""The public keys that records were signed with: kept for ever, so that an old record can be checked."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char


class SigningKey(Base):
    """A public key by its thumbprint; what was signed after `compromised_at` proves nothing.

    `mac` vouches for the row under the audit key: whoever writes into the database adds no key of their own.
    """

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(char(43), primary_key=True)
    public: Mapped[str] = mapped_column(char(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    compromised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mac: Mapped[str | None] = mapped_column(char(64))
    mac_key: Mapped[str | None] = mapped_column(char(16))
