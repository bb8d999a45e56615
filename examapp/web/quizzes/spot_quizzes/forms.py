"""Reading the tablet's forms."""

from werkzeug.datastructures import MultiDict

from examapp.domain.errors import DomainError
from examapp.domain.numbers import read_whole
from examapp.domain.quotas import SUGGESTED
from examapp.web.sentences import sentence_for


def read_draw_form(form: MultiDict) -> dict:
    """Quotas per role, the code that was shown, the enterprise's number or who gave it up, exclusions with reasons,
    the second inspector, the medium. Raises number_malformed.
    """
    return {
        "quotas": {role: read_number(form, f"quota_{role}", 0, 300) for role in SUGGESTED},
        "nonce": form.get("nonce", "").strip()[:40],
        "seen": form.get("seen", "")[:64],
        "waived_by": form.get("waived_by", ""),
        "waived_reason": form.get("waived_reason", ""),
        "excluded": {
            number: read_reason(form, f"exclude_reason_{key}")
            for key in form.getlist("exclude")
            if (number := read_whole(key)) is not None
        },
        "second_inspector_id": read_whole(form.get("second_inspector_id", "")) or 0,
        "medium": "paper" if form.get("medium") == "paper" else "screen",
    }


def decided_before(wishes, number, second_inspector_id: str) -> MultiDict:
    """The form as it was when what stands in it was frozen: `wishes` of the freeze, the number that was given up."""
    form = MultiDict({"second_inspector_id": second_inspector_id} if second_inspector_id else {})
    for stratum, count in wishes.quotas.items() if wishes else ():
        form[f"quota_{stratum}"] = count
    for key, reason in wishes.excluded.items() if wishes else ():
        form.add("exclude", key[1:])
        form[f"exclude_reason_{key[1:]}"] = reason
    if number is not None and number.how == "waived":
        form["waived_by"], form["waived_reason"] = number.given_by, number.reason
    return form


def read_number(form: MultiDict, field: str, low: int, high: int) -> int:
    """A whole number within the bounds; of a page without the field, 0. Raises number_malformed, also when emptied."""
    number = read_whole(form.get(field, "0").strip(), low, high)
    if number is None:
        raise DomainError("number_malformed", field=field, low=low, high=high)
    return number


def read_reason(form: MultiDict, field: str = "reason") -> str:
    """The chip's own words, or what was written under 其他; empty when neither is there."""
    chip, words = form.get(field, "").strip(), form.get(f"{field}_words", "").strip()
    # Bounded only against floods: what is too long for the record is said beside the field, never cut.
    return (words if chip in ("", "other") else chip)[:2000]


def read_reasons(form: MultiDict) -> dict[int, str]:
    """Participant id -> why absent, of a page that asks about several people."""
    keys = [field.removeprefix("reason_") for field in form if field.startswith("reason_")]
    ids = {key.removesuffix("_words") for key in keys}
    return {
        number: read_reason(form, f"reason_{key}") for key in ids if (number := read_whole(key)) is not None
    }


def reason_faults(error: DomainError | None) -> dict[int, str]:
    """Whom each refused reason is about -> what is wrong with it, of a page that asks about several people."""
    faults = error.data.get("faults", {}) if error else {}
    return {key: sentence_for(DomainError(code, **data))[1] for key, (code, data) in faults.items()}
