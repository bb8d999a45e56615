"""The hourly job of faces: what is past its time goes, and with it the keys that open nothing any more."""

from datetime import datetime

from examapp.services.core.ports import Ports
from examapp.services.faces.face_checks import end_abandoned
from examapp.services.faces.face_keys import destroy_unused_keys
from examapp.services.faces.face_pictures import purge_pictures
from examapp.services.faces.face_references import purge_references


def purge_faces(*, now: datetime, ports: Ports) -> None:
    """Safe twice, each part in a transaction of its own."""
    purge_references(now=now)
    purge_pictures(now=now)
    end_abandoned(now=now)
    destroy_unused_keys(ports=ports)
