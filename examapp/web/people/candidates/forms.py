"""The form for one new person: everything that is wrong with it at once, each beside its field."""

from collections.abc import Mapping
from datetime import date

from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, find_document_fault, plain_document, split_document
from examapp.domain.people_names import MOST_SIGNS, odd_signs, plain_name
from examapp.domain.rosters import plain_phone
from examapp.web.form_dates import read_form_date
from examapp.web.sentences import sentence_for
from examapp.web.table_sentences import fault_sentence
from question_bank.model import Role


def find_errors(form: Mapping[str, str], *, today: date) -> dict[str, str]:
    """What is wrong, by the name of the field; empty when the form can be saved."""
    errors = {
        "name": _name_error(form.get("name", "")),
        "id_number": _number_error(form, today),
        "phone": "" if plain_phone(form.get("phone", "")) is not None else fault_sentence("phone_malformed"),
        "role": "" if form.get("role") in set(Role) else fault_sentence("role_unknown"),
        "started_on": ""
        if read_form_date(form.get("started_on", ""))
        else sentence_for(DomainError("date_missing"))[1],
    }
    return {field: error for field, error in errors.items() if error}


def _name_error(name: str) -> str:
    if not plain_name(name):
        return "姓名没有填，请补上。"
    if len(plain_name(name)) > MOST_SIGNS:
        return fault_sentence("name_too_long", {"value": len(plain_name(name))})
    signs = odd_signs(name)
    return fault_sentence("name_odd_signs", {"value": signs}) if signs else ""


def _number_error(form: Mapping[str, str], today: date) -> str:
    kind, number = (
        form.get("document_kind", DocumentKind.mainland_id),
        plain_document(split_document(form.get("id_number", ""))[1]),
    )
    if kind not in set(DocumentKind):
        return "请选择是哪一种证件。"
    if not number:
        return "证件号码没有填，请补上。"
    fault = find_document_fault(kind, number, today=today)
    if fault == "length" and kind == DocumentKind.mainland_id:
        return "身份证号不是 18 位。用别的证件的，请在上面选是哪一种。"
    return fault_sentence(f"id_{fault}") if fault else ""
