"""Who may do what: roles, their permissions, and the scope that every query is narrowed to."""

from dataclasses import dataclass
from enum import StrEnum


class AccountRole(StrEnum):
    """What an account is for; the labels are what people read."""

    administrator = "administrator"
    bureau = "bureau"
    inspector = "inspector"
    bank_admin = "bank_admin"
    reviewer = "reviewer"
    officer = "officer"
    auditor = "auditor"
    supervisor = "supervisor"

    @property
    def label(self) -> str:
        """The role's name in Chinese."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    AccountRole.administrator: "系统管理员",
    AccountRole.bureau: "监管科室",
    AccountRole.inspector: "执法人员",
    AccountRole.bank_admin: "题库管理员",
    AccountRole.reviewer: "审题员",
    AccountRole.officer: "企业安全员",
    AccountRole.auditor: "审计员",
    AccountRole.supervisor: "执法监督员",
}

_ALL = frozenset(AccountRole)
_BUREAU = frozenset({AccountRole.bureau, AccountRole.inspector})
_ADMIN = frozenset({AccountRole.administrator})
_BANK = frozenset({AccountRole.bank_admin, AccountRole.reviewer})
_OFFICER = frozenset({AccountRole.officer})
_AUDITOR = frozenset({AccountRole.auditor})
# 行政执法监督: looks at visits, records and their files in its area, and changes nothing.
_SUPERVISOR = frozenset({AccountRole.supervisor})

# Separated duties (三员分立): the administrator runs accounts and cannot read the audit log; the auditor only reads.
PERMISSIONS: dict[str, frozenset[AccountRole]] = {
    "home.view": _ALL,
    "accounts.manage": _ADMIN,
    "clocks.manage": _ADMIN,
    "regions.view": _ADMIN | _BUREAU | _AUDITOR,
    "regions.manage": _ADMIN,
    "wordings.manage": _ADMIN | {AccountRole.bureau},
    "inspectors.view": _ADMIN | _BUREAU | _AUDITOR | _SUPERVISOR,
    "inspectors.manage": _ADMIN | {AccountRole.bureau},
    "enterprises.view": _ADMIN | _BUREAU | _OFFICER | _AUDITOR | _SUPERVISOR,
    "enterprises.manage": _ADMIN | {AccountRole.bureau},
    "identities.check": _BUREAU | _OFFICER,
    "faces.switch": _ADMIN,
    "faces.review": _BUREAU,
    "archives.view": _BUREAU | _OFFICER,
    "archives.take": _BUREAU | _OFFICER,
    "candidates.view": _BUREAU | _OFFICER,
    "candidates.manage": _OFFICER | {AccountRole.bureau},
    # A bureau of two inspectors and one administrator has nobody else: the administrator does not handle people's data.
    "rosters.import": _OFFICER | _BUREAU,
    "bank.view": _BANK | _ADMIN | {AccountRole.bureau},
    "items.edit": _BANK,
    "items.publish": _BANK,
    "items.import": frozenset({AccountRole.bank_admin}),
    "items.export": frozenset({AccountRole.bank_admin}),
    "laws.view": _BANK | _ADMIN | {AccountRole.bureau},
    "laws.announce": frozenset({AccountRole.bank_admin}),
    "laws.review": _BANK,
    "statistics.view": _BANK | {AccountRole.bureau},
    "appeals.view": _BANK | {AccountRole.bureau},
    "appeals.decide": _BANK,
    "blueprints.view": _BANK | _ADMIN | _BUREAU,
    "blueprints.manage": frozenset({AccountRole.bank_admin, AccountRole.bureau}),
    "inspections.view": _BUREAU | _OFFICER | _AUDITOR | _SUPERVISOR,
    "inspections.manage": _BUREAU,
    "inspections.decide": frozenset({AccountRole.bureau}),
    "inspections.export": _BUREAU | _AUDITOR | _SUPERVISOR,
    # What an enterprise says of a visit is for those above the inspectors.
    "ratings.view": _AUDITOR | _SUPERVISOR | {AccountRole.bureau},
    "ratings.answer": frozenset({AccountRole.bureau}),
    "spot_quizzes.run": frozenset({AccountRole.inspector}),
    "records.view": _BUREAU | _OFFICER | _AUDITOR | _SUPERVISOR,
    "records.amend": frozenset({AccountRole.inspector}),
    "rectifications.view": _BUREAU | _OFFICER,
    "rectifications.manage": frozenset({AccountRole.inspector}),
    "exams.view": _BUREAU | _OFFICER | _AUDITOR,
    "exams.manage": _OFFICER | {AccountRole.bureau},
    "candidates.reset": frozenset({AccountRole.bureau}),
    "candidates.invite": _OFFICER | {AccountRole.bureau},
    "coverage.view": _BUREAU | _AUDITOR | _SUPERVISOR,
    "audit.view": _AUDITOR,
}


# The own factor is asked for again, unless it was shown within ten minutes, before whatever a desk that somebody
# left must not give away: files about many and answer keys (asked at once), acts that open accounts or turn results.
PROOF_TO_OPEN = frozenset({"archives.take", "candidates.reset", "inspections.export", "items.export"})
PROOF_TO_ACT = frozenset({"accounts.manage", "appeals.decide", "candidates.invite", "faces.switch"})


def asks_proof(permission: str, *, acts: bool) -> bool:
    """Whether a request under this permission needs the own factor again; `acts`: it changes something."""
    return permission in PROOF_TO_OPEN or (acts and permission in PROOF_TO_ACT)


@dataclass(frozen=True)
class Actor:
    """Who acts: passed to every service; `region_path` or `enterprise_id` bounds what they may see."""

    account_id: int
    name: str
    role: AccountRole
    region_path: str | None = None
    enterprise_id: int | None = None
    inspector_id: int | None = None

    @property
    def role_label(self) -> str:
        """The role in Chinese, for page heads and records."""
        return self.role.label

    @property
    def label(self) -> str:
        """How the audit log names this actor."""
        return f"account:{self.account_id}"

    def may(self, permission: str) -> bool:
        """Whether the role holds the permission; an unknown permission is a programming error (KeyError)."""
        return self.role in PERMISSIONS[permission]
