"""A form that came after its session had ended by time: sealed into the page of its answer, and nowhere else."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag

from examapp.services.core.ports import Ports

GOOD_FOR = timedelta(hours=12)
_PURPOSE = "late_form"


@dataclass(frozen=True, slots=True)
class LateForm:
    """Whose form, where it was sent (path and query), and its fields in their order."""

    account_id: int
    path: str
    fields: tuple[tuple[str, str], ...]


def seal_form(form: LateForm, *, now: datetime, ports: Ports) -> str:
    """The form in letters that only this system can open."""
    content = [form.account_id, form.path, form.fields, now.timestamp()]
    sealed = ports.sealer.seal(json.dumps(content), _PURPOSE)
    return base64.urlsafe_b64encode(sealed).decode()


def open_form(letters: str, *, now: datetime, ports: Ports) -> LateForm | None:
    """The form again; None after twelve hours, and for letters that this system did not write."""
    try:
        content = json.loads(ports.sealer.open(base64.urlsafe_b64decode(letters), _PURPOSE))
    except (ValueError, KeyError, InvalidTag):
        return None
    account_id, path, fields, sent_at = content
    if now.timestamp() - sent_at > GOOD_FOR.total_seconds():
        return None
    return LateForm(account_id, path, tuple((name, text) for name, text in fields))
