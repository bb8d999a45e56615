"""What a person says of an imported file before its items are taken: it is read again in the same way."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select

from examapp.adapters.item_files.mapped import FIELDS, SEVERAL, options_for
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.table_mappings import TableMapping, check_mapping, signature_of
from examapp.extensions import db
from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.table_mappings import remember_mapping
from examapp.services.core.transactions import transaction

KIND = "items"


def may_be_read_again(import_id: int) -> bool:
    """Whether the file is still here and none of its items is taken."""
    query = select(ItemImport.id).where(
        ItemImport.id == import_id, ItemImport.state == "previewed", ItemImport.content.is_not(None)
    )
    return db.session.scalar(query) is not None


def map_sheet(
    import_id: int,
    index: int,
    mapping: TableMapping | None,
    *,
    taken: bool,
    hidden_rows: bool,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> ItemImport:
    """Say what a sheet's columns are (None: as the reader finds them) and whether it is taken; the file is read again.

    The same words twice are once. Raises not_found, state_conflict, import_file_gone, mapping_incomplete,
    mapping_range, mapping_field, mapping_twice, mapping_option.
    """
    if mapping is not None:
        _check(mapping)
    said = {"taken": taken, "hidden_rows": hidden_rows, "mapping": mapping.as_plain() if mapping else None}

    def change(item_import: ItemImport) -> tuple[dict, dict]:
        look = next((one for one in item_import.looks if one["index"] == index), None)
        if look is None:
            raise DomainError("not_found", what="sheet")
        if mapping is not None:
            header = look["rows"][mapping.header_row : mapping.body_row]
            remember_mapping(KIND, signature_of(header), mapping, actor=actor, now=now)
        sheets = {**item_import.directions.get("sheets", {}), str(index): said}
        return {**item_import.directions, "sheets": sheets}, {"sheet": index, **said}

    return direct_import(import_id, change, "item_import.mapped", actor=actor, now=now, ports=ports)


def _check(mapping: TableMapping) -> None:
    check_mapping(mapping, FIELDS, several=SEVERAL, options=options_for(mapping))
    names = set(mapping.columns.values())
    if "stem" not in names or not names & {"answer", "flag", "choices", "choice"}:
        raise DomainError("mapping_incomplete")


def direct_import(
    import_id: int,
    change: Callable[[ItemImport], tuple[dict, dict]],
    act: str,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> ItemImport:
    """Change what was said of a file and read it again; `change` gives the new directions and the facts for the log."""
    with transaction() as session:
        item_import = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if item_import is None:
            raise DomainError("not_found", what="import")
        before = item_import.directions
        if item_import.state not in ("previewed", "reading"):
            raise DomainError("state_conflict")
        directions, facts = change(item_import)
        if directions == before:
            return item_import
        if item_import.state == "reading":
            raise DomainError("state_conflict")
        if item_import.content is None:
            raise DomainError("import_file_gone")
        session.execute(delete(ImportedDraft).where(ImportedDraft.import_id == import_id))
        item_import.directions, item_import.state, item_import.report = directions, "reading", {}
        record_act(act, f"item_import:{import_id}", actor=actor, now=now, data=facts)
        run_id = request_run("read_item_file", now=now, import_id=import_id)
    send_run(run_id, ports=ports)
    return db.session.get(ItemImport, import_id, populate_existing=True)
