"""What a forger changes in the facts of a genuine record, computing every digest anew, as anybody can."""

import copy
from collections.abc import Callable

from examapp.domain.digests import canonical_json, digest_text
from examapp.domain.draws import commit, digest_seed
from examapp.domain.records import (
    conclude,
    digest_item_pool,
    digest_record,
    digest_results,
)
from question_bank.model import item_digest, item_from_dict


def as_file(record: dict) -> bytes:
    """The record with every digest computed anew."""
    draw = record["draw"]
    frozen = draw["frozen"]
    draw["item_pool_digest"] = frozen["item_pool"] = digest_item_pool(draw["item_pool"])
    for name in ("seed_people", "seed_papers"):
        frozen[name] = digest_seed(bytes.fromhex(draw[name]))
    frozen["quotas"], frozen["inspection"] = draw["quotas"], record["inspection"]["number"]
    frozen["excluded"] = [{"id": row["id"], "reason": row["reason"]} for row in draw["excluded"]]
    frozen["frozen_at"] = draw["committed_at"]
    for blueprint in record["blueprints"].values():
        blueprint["digest"] = digest_text(canonical_json(blueprint["definition"]))
    for row in frozen["blueprints"]:
        if row["key"] in record["blueprints"]:
            row["digest"] = record["blueprints"][row["key"]]["digest"]
    draw["commitment"] = commit(frozen)
    before = record["results_digest"]
    record["results_digest"] = digest_results(
        record["inspection"]["number"], draw["commitment"], [_row(one) for one in record["participants"]]
    )
    for signature in record["signatures"]:
        if signature["digest"] == before:
            signature["digest"] = record["results_digest"]
    record["conclusion"] = conclude(record["participants"])
    record["digest"] = digest_record(record)
    return canonical_json(record).encode("utf-8")


def _row(one: dict) -> list:
    responses = canonical_json(one["responses"]) if one["responses"] is not None else None
    return [one["number"], one["name"], one["role"], one["state"], one["score_tenths"], responses]


def _person(record: dict, state: str = "done") -> dict:
    return next(one for one in record["participants"] if one["state"] == state)


def _failed(record: dict) -> dict:
    return next(one for one in record["participants"] if one["state"] == "done" and not one["passed"])


def _set(path: str, value: object) -> Callable[[dict], None]:
    def change(record: dict) -> None:
        *way, last = path.split(".")
        for name in way:
            record = record[int(name) if name.isdigit() else name]
        record[int(last) if last.isdigit() else last] = value

    return change


def _remove_person(record: dict) -> None:
    gone = record["participants"].pop()
    record["signatures"] = [one for one in record["signatures"] if one["signer"] != gone["signer"]]


def _remove_failed(record: dict) -> None:
    """With the signature, numbers closed up, and out of the draw."""
    gone = _failed(record)
    record["participants"].remove(gone)
    record["signatures"] = [one for one in record["signatures"] if one["signer"] != gone["signer"]]
    for number, one in enumerate(record["participants"], start=1):
        one["number"] = number
    record["draw"]["drawn"][gone["role"]].remove(gone["person_id"])
    record["draw"]["quotas"][gone["role"]] -= 1
    frozen = record["draw"]["frozen"]
    frozen["roster"] = [one for one in frozen["roster"] if one["id"] != gone["person_id"]]


def _make_absent(record: dict) -> None:
    one = _failed(record)
    one.update(state="absent", reason="外出")
    one.update(dict.fromkeys(("responses", "marks", "score_tenths", "full_tenths", "passed", "submitted_ms")))
    record["signatures"] = [each for each in record["signatures"] if each["signer"] != one["signer"]]


def _make_present(record: dict) -> None:
    model = _person(record)
    absent = _person(record, "absent")
    for name in ("responses", "marks", "score_tenths", "full_tenths", "passed", "started_ms", "submitted_ms"):
        absent[name] = copy.deepcopy(model[name])
    absent.update(state="done", reason="", paper=copy.deepcopy(model["paper"]))


def _rename(record: dict) -> None:
    one = _person(record)
    for signature in record["signatures"]:
        if signature["signer"] == one["signer"]:
            signature["name"] = "张冒名"
    one["name"] = "张冒名"


def raise_all(record: dict) -> None:
    """Every answer right, every mark full."""
    one = _failed(record)
    for place, slot in enumerate(one["paper"]):
        one["responses"][place] = record["items"][f"{slot['item']}@{slot['revision']}"]["answer_key"]
        one["marks"][place] = slot["points"] * 10
    one.update(score_tenths=one["full_tenths"], passed=True)


def _raise_score_only(record: dict) -> None:
    _failed(record).update(score_tenths=1000, passed=True)


def _raise_marks_and_score(record: dict) -> None:
    one = _failed(record)
    one["marks"] = [slot["points"] * 10 for slot in one["paper"]]
    one.update(score_tenths=sum(one["marks"]), passed=True)


def _lower(record: dict) -> None:
    one = _person(record)
    one["responses"] = [[] for _ in one["responses"]]
    one["marks"] = [0 for _ in one["marks"]]
    one.update(score_tenths=0, passed=False)


def _change_cut(record: dict) -> None:
    for blueprint in record["blueprints"].values():
        blueprint["definition"]["cut_score"] = 10
    for one in record["participants"]:
        one["passed"] = True if one["state"] == "done" else None


def _change_key(record: dict) -> None:
    """Another choice becomes the right one, in the item, in the pool and in what was answered."""
    one = _failed(record)
    for place, slot in enumerate(one["paper"]):
        item = record["items"][f"{slot['item']}@{slot['revision']}"]
        others = [choice["id"] for choice in item["choices"] if choice["id"] not in item["answer_key"]]
        if one["marks"][place] or not others:
            continue
        item["answer_key"] = one["responses"][place] = others[:1]
        one["marks"][place] = slot["points"] * 10
        for entry in record["draw"]["item_pool"]:
            if (entry["id"], entry["revision"]) == (slot["item"], slot["revision"]):
                entry["digest"] = item_digest(item_from_dict(item))
    one.update(score_tenths=sum(one["marks"]))


def _rule_all_correct(record: dict) -> None:
    one = _failed(record)
    for place, slot in enumerate(one["paper"]):
        record.setdefault("rulings", {})[f"{slot['item']}@{slot['revision']}"] = {"effect": "all_correct"}
        one["marks"][place] = slot["points"] * 10
    one.update(score_tenths=sum(one["marks"]), passed=True)


def _remove_signature(role: str) -> Callable[[dict], None]:
    def change(record: dict) -> None:
        gone = next(one for one in record["signatures"] if one["role"] == role)
        record["signatures"].remove(gone)

    return change


def _refuse(record: dict) -> None:
    record["signatures"][0].update(refused=True, reason="本人拒签")


def _unrefuse(record: dict) -> None:
    record["signatures"][0].update(strokes=digest_text("[]"))


def _remove_inspector(record: dict) -> None:
    name = record["inspectors"].pop()["name"]
    record["signatures"] = [one for one in record["signatures"] if one["name"] != name]


def _swap_inspector(record: dict) -> None:
    name = record["inspectors"][1]["name"]
    record["inspectors"][1] = {"name": "王顶替", "certificate": "试 9999"}
    for one in record["signatures"]:
        one["name"] = "王顶替" if one["name"] == name else one["name"]


def _other_seed(record: dict) -> None:
    record["draw"]["seed_people"] = "00" * 32


def _exclude(record: dict) -> None:
    record["draw"]["excluded"].append({"id": "e9", "reason": "病假"})


def _swap_places(record: dict) -> None:
    first, second = (one for one in record["participants"][:2])
    for name in ("name", "id_tail_masked"):
        first[name], second[name] = second[name], first[name]


def _swap_answers(record: dict) -> None:
    done = [one for one in record["participants"] if one["state"] == "done"]
    for name in ("responses", "marks", "score_tenths", "passed", "paper"):
        done[0][name], done[-1][name] = done[-1][name], done[0][name]


def _add_person(record: dict) -> None:
    extra = copy.deepcopy(_person(record))
    extra.update(
        number=len(record["participants"]) + 1, signer="participant:9999", name="李添上", origin="walk_in"
    )
    record["participants"].append({**extra, "person_id": None})
    record["signatures"].append({**record["signatures"][0], "signer": "participant:9999", "name": "李添上"})


def _shift_days(record: dict) -> None:
    """The whole quiz a month earlier, in itself consistent."""
    for name in ("started_at", "closed_at", "recorded_at"):
        record[name] = record[name].replace("2026-11", "2026-10")
    record["draw"]["committed_at"] = record["draw"]["committed_at"].replace("2026-11", "2026-10")
    for signature in record["signatures"]:
        signature["at"] = signature["at"].replace("2026-11", "2026-10")
    for one in record["participants"]:
        for name in ("started_ms", "submitted_ms"):
            one[name] = one[name] and one[name] - 31 * 86_400_000


def _pretend_amended(record: dict) -> None:
    record["amendment"] = {
        "asked_by": record["inspectors"][0]["name"],
        "asked_at": record["recorded_at"],
        "confirmed_by": record["inspectors"][1]["name"],
        "confirmed_at": record["recorded_at"],
        "unsigned_reason": "本人已离开",
    }
    record.update(version=2, reason="写错")
    raise_all(record)


CHANGES: dict[str, Callable[[dict], object]] = {
    "the last person removed": _remove_person,
    "somebody who failed removed everywhere": _remove_failed,
    "somebody who failed made absent": _make_absent,
    "somebody absent made present": _make_present,
    "somebody renamed with the signature": _rename,
    "somebody renamed without": _set("participants.0.name", "张冒名"),
    "a person added": _add_person,
    "two people change names": _swap_places,
    "two people change papers and answers": _swap_answers,
    "answers, marks and score raised together": raise_all,
    "only the score raised": _raise_score_only,
    "marks and score raised": _raise_marks_and_score,
    "answers and score lowered": _lower,
    "the verdict turned": lambda record: _failed(record).update(passed=True),
    "the cut changed and verdicts with it": _change_cut,
    "the key of an item changed": _change_key,
    "a ruling invented": _rule_all_correct,
    "a candidate's signature removed": _remove_signature("candidate"),
    "an inspector's signature removed": _remove_signature("inspector"),
    "the representative's signature removed": _remove_signature("representative"),
    "all signatures removed": _set("signatures", []),
    "a signature turned into a refusal": _refuse,
    "the ink of a signature replaced": _unrefuse,
    "the time of a signature changed": _set("signatures.0.at", "2026-11-23T03:00:00+00:00"),
    "an inspector removed with the signature": _remove_inspector,
    "an inspector replaced with the signature": _swap_inspector,
    "an inspector's certificate changed": _set("inspectors.0.certificate", "试 7777"),
    "another seed": _other_seed,
    "another number of the enterprise": _set("draw.nonce", "8"),
    "somebody excluded afterwards": _exclude,
    "the roster grown": lambda record: record["draw"]["frozen"]["roster"].append(
        {"id": "e99", "strata": ["manager"]}
    ),
    "quotas lowered": _set("draw.quotas.key_post", 1),
    "the reason of an absence changed": lambda record: _person(record, "absent").update(reason="出差"),
    "the post of somebody changed": lambda record: _person(record).update(post="welding"),
    "the level of identity raised": lambda record: _person(record).update(identity_level="L3"),
    "extra time hidden": lambda record: _person(record).update(extra_seconds=600),
    "the enterprise renamed": _set("enterprise.name", "别的公司"),
    "the enterprise's code changed": _set("enterprise.uscc", "91990102MATEXT999Y"),
    "the place changed": _set("inspection.place", "别处"),
    "the number of the inspection changed": _set("inspection.number", "990102-2026-000009"),
    "the number of the record changed": _set("number", "990102-KC-2026-999999"),
    "the version raised": _set("version", 2),
    "an amendment invented": _pretend_amended,
    "the days shifted": _shift_days,
    "the start moved": _set("started_at", "2026-11-22T02:00:00+00:00"),
    "the address of the check changed": _set("address", "https://forger.invalid/r/x"),
    "a demonstration made real": _set("demonstration", True),
}
