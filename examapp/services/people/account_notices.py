"""What a person is told of the own account, on every device that is signed in."""

from datetime import datetime

from examapp.services.core.notices import tell


def tell_of_account(candidate_id: int, what: str, text: str, *, now: datetime) -> None:
    """A notice on the own page, one for each such change; call inside `transaction()`."""
    tell(candidate_id, f"account:{what}:{int(now.timestamp() * 1000)}", text, now=now)
