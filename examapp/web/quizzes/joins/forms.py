"""The walk-in's form: everything that is wrong with it at once, each beside its field."""

from collections.abc import Mapping

from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, fits_tail, plain_tail
from examapp.domain.people_names import checked_name
from examapp.web.sentences import sentence_for
from question_bank.model import Post, Role

# What the fields of such a form offer.
OFFERED = {"documents": DocumentKind, "roles": Role, "posts": Post}


def find_errors(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by the name of the field; empty when the inspector may be asked."""
    tail, kind = plain_tail(form.get("id_tail", "")[:20]), form.get("document_kind") or None
    errors = {"name": _name_error(form.get("name", "")), "document_kind": "", "id_tail": ""}
    if kind not in {None, *DocumentKind}:
        errors["document_kind"] = "请选择是哪一种证件。"
    if tail is None:
        errors["id_tail"] = _sentence(DomainError("id_tail_malformed"))
    elif not fits_tail(kind, tail):
        errors["id_tail"] = _sentence(DomainError("tail_of_other_document"))
    return {field: error for field, error in errors.items() if error}


def _name_error(name: str) -> str:
    try:
        return "" if checked_name(name) else "姓名没有填，请补上。"
    except DomainError as error:
        return _sentence(error)


def _sentence(error: DomainError) -> str:
    return sentence_for(error)[1]
