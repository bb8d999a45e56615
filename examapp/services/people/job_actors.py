"""Who a job acts for: the account that began it, with the rights it has now."""

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.services.people.sign_ins import actor_of


def get_actor(account_id: int) -> Actor:
    """Whoever began something that a job ends, as the account stands now. Raises not_found."""
    account = db.session.get(Account, account_id)
    if account is None or account.state != "active":
        raise DomainError("not_found", what="account")
    return actor_of(account)
