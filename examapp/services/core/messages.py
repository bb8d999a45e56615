"""Messages to the outside: kept in the act's own transaction, sent by a job, tried again, never in the way of anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.adapters.messages.posting import MessageError
from examapp.domain.messages import next_try
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.messages import OutsideMessage
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Messenger, Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import insert_once, transaction

BATCH = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run of the job did."""

    sent: int = 0
    failed: int = 0


def tell_groups(subject: str, text: str, *, now: datetime, ports: Ports) -> None:
    """Keep a message for every group robot that is on; call inside `transaction()`. The same subject again is the same message."""
    for one in ports.messengers:
        if not one.personal:
            _keep(one.channel, subject, text, None, now)


def tell_by_phone(candidate: Candidate, subject: str, text: str, *, now: datetime, ports: Ports) -> None:
    """Keep a text message where a gateway is on and the person gave a number; call inside `transaction()`."""
    for one in ports.messengers:
        if one.personal and candidate.phone_sealed:
            _keep(one.channel, f"{subject}:{candidate.id}", text, candidate.id, now)


def _keep(channel: str, subject: str, text: str, candidate_id: int | None, now: datetime) -> None:
    insert_once(
        OutsideMessage,
        channel=channel,
        subject=subject,
        candidate_id=candidate_id,
        text=text,
        next_try_at=now,
        created_at=now,
    )


def send_messages(*, now: datetime, ports: Ports) -> Sent:
    """The job: send what is due, at most 50; what fails is tried again later, what failed eight times is given up.

    Between claiming and sending no transaction is open, so that a slow gateway holds nothing up. A process that dies in
    between leaves the message to the next try; a message may so arrive twice, but never silently not at all.
    """
    by_channel = {one.channel: one for one in ports.messengers}
    done = Sent()
    for message_id in _due(list(by_channel), now):
        claimed = _claim(message_id, now)
        if claimed is not None:
            fault = _send(by_channel[claimed.channel], claimed, ports)
            _settle(message_id, fault, now)
            done = Sent(done.sent + (not fault), done.failed + bool(fault))
    return done


def _due(channels: list[str], now: datetime) -> list[int]:
    query = (
        select(OutsideMessage.id)
        .where(OutsideMessage.state == "waiting", OutsideMessage.next_try_at <= now)
        .where(OutsideMessage.channel.in_(channels))
        .order_by(OutsideMessage.next_try_at, OutsideMessage.id)
        .limit(BATCH)
    )
    return list(db.session.scalars(query))


def _claim(message_id: int, now: datetime) -> OutsideMessage | None:
    """Count the try before it is made, so that another process leaves this message alone meanwhile."""
    with transaction() as session:
        held = session.get(OutsideMessage, message_id, with_for_update=True, populate_existing=True)
        if held.state != "waiting" or held.next_try_at > now:
            return None
        held.tries += 1
        held.next_try_at = next_try(held.tries, now) or held.next_try_at
        return held


def _send(messenger: Messenger, message: OutsideMessage, ports: Ports) -> str:
    phone = ""
    if message.candidate_id is not None:
        candidate = db.session.get(Candidate, message.candidate_id)
        phone = open_field(candidate, "phone_sealed", ports.sealer) if candidate.phone_sealed else ""
    db.session.commit()
    try:
        messenger.send(message.text, phone)
    except MessageError as error:
        return str(error)[:200]
    return ""


def _settle(message_id: int, fault: str, now: datetime) -> None:
    with transaction() as session:
        held = session.get(OutsideMessage, message_id, with_for_update=True, populate_existing=True)
        held.fault = fault
        if not fault:
            held.state, held.sent_at = "sent", now
        elif next_try(held.tries, now) is None:
            held.state = "given_up"
            facts = {"channel": held.channel, "subject": held.subject, "fault": fault}
            record_act("message.given_up", f"message:{held.id}", actor="system", now=now, data=facts)
