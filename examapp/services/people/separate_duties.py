"""三员分立: nobody who runs accounts gets into the chair of an auditor, inspector or bureau by account or link."""

from sqlalchemy import select

from examapp.domain.account_rules import duties_clash
from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account, SignInLink


def refuse_second_duty(role: AccountRole, name: str) -> None:
    """Raises duties_clash when an active account under this name holds a duty that must stay with somebody else."""
    query = select(Account.role).where(Account.name == name, Account.state == "active")
    for other in db.session.scalars(query):
        if duties_clash(role, AccountRole(other)):
            raise DomainError("duties_clash", name=name, other=AccountRole(other).label, role=role.label)


def refuse_own_use(link: SignInLink, actor: Actor) -> None:
    """A browser in which an administrator is signed in opens no link into such a chair. Raises link_of_another_duty."""
    role = AccountRole(link.account.role) if link.account else AccountRole(link.purpose)
    if duties_clash(role, actor.role):
        raise DomainError("link_of_another_duty", role=role.label)
