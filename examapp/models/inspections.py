"""Inspections of enterprises, the spot quizzes held at them, and who takes part."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.models.accounts import Inspector
from examapp.models.base import Base, JsonValue, UtcDateTime, char, new_id_column
from examapp.models.candidates import Candidate
from examapp.models.organizations import Enterprise


class Inspection(Base):
    """One visit; entered or imported ones make the denominator of the coverage indicator real.

    `source_number` is the number that another system gave to it; with enterprise and day it tells doubles apart.
    One that was planned in the office is `planned` until its quiz begins. `standing` says how far it counts
    (domain.inspections); services settle it whenever purpose, approval or inspectors change. `rating_token` is what the
    enterprise opens to rate the visit.
    """

    __tablename__ = "inspections"
    __table_args__ = (
        CheckConstraint("origin in ('site', 'entered', 'imported', 'planned')", name="origin"),
        CheckConstraint("purpose in ('official', 'self_test', 'practice')", name="purpose"),
        CheckConstraint("standing in ('official', 'pending', 'self_test', 'practice')", name="standing"),
    )

    id: Mapped[int] = new_id_column()
    number: Mapped[str] = mapped_column(char(40), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    inspected_on: Mapped[date] = mapped_column(index=True)
    origin: Mapped[str] = mapped_column(char(10))
    place: Mapped[str] = mapped_column(char(200), default="")
    lead_inspector_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"), index=True)
    second_inspector_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"))
    exemption_reason: Mapped[str] = mapped_column(char(200), default="")
    note: Mapped[str] = mapped_column(char(500), default="")
    source_number: Mapped[str] = mapped_column(char(60), default="", server_default="")
    purpose: Mapped[str] = mapped_column(char(10), default="official", server_default="official")
    standing: Mapped[str] = mapped_column(char(10), default="official", server_default="official")
    rating_token: Mapped[str | None] = mapped_column(char(43), unique=True, index=True)
    # A plan that was given up stays `planned` for ever.
    called_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    enterprise: Mapped[Enterprise] = relationship()
    lead_inspector: Mapped[Inspector | None] = relationship(foreign_keys=[lead_inspector_id])
    second_inspector: Mapped[Inspector | None] = relationship(foreign_keys=[second_inspector_id])


class InspectionApproval(Base):
    """Who approved the visit, when, on what basis (domain.inspections.Approval), and how its result was made known."""

    __tablename__ = "inspection_approvals"
    __table_args__ = (CheckConstraint("kind in ('routine', 'special', 'case')", name="kind"),)

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(char(10))
    item: Mapped[str] = mapped_column(char(100))
    basis: Mapped[str] = mapped_column(char(300))
    number: Mapped[str] = mapped_column(char(60))
    approver: Mapped[str] = mapped_column(char(60))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    notice: Mapped[str] = mapped_column(char(150), default="")
    action_code: Mapped[str] = mapped_column(char(80), default="")
    late_reason: Mapped[str] = mapped_column(char(150), default="")
    helpers: Mapped[str] = mapped_column(char(200), default="")
    result_notice: Mapped[str] = mapped_column(char(150), default="")
    result_noticed_on: Mapped[date | None]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class SpotQuiz(Base):
    """One draw and sitting at an inspection; its seeds stay on the server until the quiz is closed.

    Under v2 the seeds are sealed and what is drawn from stands in the freezes (models.draws); `commitment` is that of
    the newest. Under v1 `seed` is the seed, and `people_pool`, `excluded` the frozen texts of the draw.
    """

    __tablename__ = "spot_quizzes"
    __table_args__ = (
        CheckConstraint("kind in ('quiz', 'retest')", name="kind"),
        CheckConstraint(
            "state in ('prepared', 'open', 'closed', 'recorded', 'withdrawn', 'cancelled')", name="state"
        ),
    )

    id: Mapped[int] = new_id_column()
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), index=True)
    kind: Mapped[str] = mapped_column(char(10), default="quiz")
    state: Mapped[str] = mapped_column(char(10), index=True)
    code: Mapped[str] = mapped_column(char(12), unique=True)
    algorithm: Mapped[str] = mapped_column(char(4), default="v2", server_default="v1")
    seed: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    seed_people_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    seed_papers_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # What the enterprise's phone opens by the QR, to name its number.
    number_token: Mapped[str | None] = mapped_column(char(43), unique=True, index=True)
    # Fetched at the draw; empty where no beacon was named in the freeze, or it could not be reached.
    beacon_randomness: Mapped[str] = mapped_column(char(64), default="", server_default="")
    commitment: Mapped[str] = mapped_column(char(64))
    nonce: Mapped[str] = mapped_column(char(40), default="")
    people_pool: Mapped[str | None] = mapped_column(Text)
    people_pool_digest: Mapped[str | None] = mapped_column(char(64))
    quotas: Mapped[str | None] = mapped_column(Text)
    excluded: Mapped[str | None] = mapped_column(Text)
    drawn: Mapped[str | None] = mapped_column(Text)
    item_pool_digest: Mapped[str | None] = mapped_column(ForeignKey("item_pools.digest"))
    next_number: Mapped[int] = mapped_column(default=1)
    # Not used since handovers have their own table; programs of the release before still read it while nodes are
    # replaced.
    tablet_pin_hash: Mapped[str | None] = mapped_column(char(200))
    committed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The end that an inspector asked for: when it comes, why who did not begin is absent (JSON), who asked.
    closing_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing_reasons: Mapped[str | None] = mapped_column(Text)
    closing_by: Mapped[str | None] = mapped_column(char(60))
    # Since when everybody's clock stands.
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    inspection: Mapped[Inspection] = relationship()


class QuizPause(Base):
    """A time in which all clocks of a quiz stood: from when to when, why, and for how many papers.

    ending: resumed by an inspector, closed with the quiz, lapsed when nobody ended it in time.
    """

    __tablename__ = "quiz_pauses"
    __table_args__ = (
        CheckConstraint("ending in ('resumed', 'closed', 'lapsed')", name="ending"),
        CheckConstraint("(ended_at is null) = (ending is null)", name="ended"),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    reason: Mapped[str] = mapped_column(char(200))
    people_count: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_by: Mapped[str] = mapped_column(char(60))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(char(60), default="", server_default="")
    ending: Mapped[str | None] = mapped_column(char(10))


class QuizFacts(Base):
    """What was true of firm, inspection, inspectors and roster at the draw, as canonical JSON; never read live.

    Quizzes that were drawn before there was this table, and are not recorded yet, have no row.
    """

    __tablename__ = "quiz_facts"

    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(char(64))
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Participant(Base):
    """One person of one quiz. `number` is the attempt number of the draw; `person_key` the id in the drawn pool.

    state: expected -> waiting (a device asks, models.seats) -> confirmed (seen by the inspector) -> answering -> done;
    or absent, swapped.
    """

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("spot_quiz_id", "number"),
        CheckConstraint("role in ('lead', 'manager', 'key_post', 'other')", name="role"),
        CheckConstraint("origin in ('drawn', 'walk_in', 'swapped', 'retest')", name="origin"),
        CheckConstraint(
            "state in ('expected', 'waiting', 'confirmed', 'answering', 'done', 'absent', 'swapped')",
            name="state",
        ),
    )

    id: Mapped[int] = new_id_column()
    spot_quiz_id: Mapped[int] = mapped_column(ForeignKey("spot_quizzes.id"), index=True)
    number: Mapped[int]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id"), index=True)
    employment_id: Mapped[int | None] = mapped_column(ForeignKey("employments.id"))
    name: Mapped[str] = mapped_column(char(60))
    id_tail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    document_kind: Mapped[str | None] = mapped_column(char(20))
    role: Mapped[str] = mapped_column(char(10))
    post: Mapped[str | None] = mapped_column(char(30))
    origin: Mapped[str] = mapped_column(char(10))
    state: Mapped[str] = mapped_column(char(10))
    reason: Mapped[str] = mapped_column(char(200), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprints.id"))
    blueprint_revision: Mapped[int]
    excluded_items: Mapped[list] = mapped_column(JsonValue, default=list)
    identity_level: Mapped[str | None] = mapped_column(char(20))
    identified_by_id: Mapped[int | None] = mapped_column(ForeignKey("inspectors.id"))
    identified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    spot_quiz: Mapped[SpotQuiz] = relationship()
    candidate: Mapped[Candidate | None] = relationship()
