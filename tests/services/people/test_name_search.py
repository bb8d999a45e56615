"""People are found by names as somebody types them on a Chinese keyboard."""

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.services.people.name_search import named_like
from examapp.services.people.registers import new_candidate, save_candidates


def test_a_latin_name_is_found_without_its_accents_by_any_word_and_by_initials(world, ports):
    for serial, name in enumerate(["Nguyễn Văn An", "Đỗ Anh", "单明"]):
        person = new_candidate(name, f"E123456{serial}", now=ports.clock.now(), ports=ports)
        save_candidates([(person, f"E123456{serial}", None)], ports)
    db.session.flush()
    known = select(Candidate.name).where(Candidate.name.in_(["Nguyễn Văn An", "Đỗ Anh", "单明"]))
    asked = {words: db.session.scalars(known.where(named_like(words))).all() for words in (
        "Nguyen", "van an", "NVA", "nguyễn", "do anh", "sm", "shanm", "guyen",
        "nguyenvanan",
    )}  # fmt: skip
    vietnamese = ["Nguyễn Văn An"]
    assert asked == {
        "Nguyen": vietnamese, "van an": vietnamese, "NVA": vietnamese, "nguyễn": vietnamese,
        "do anh": ["Đỗ Anh"], "sm": ["单明"], "shanm": ["单明"], "guyen": [],
        "nguyenvanan": vietnamese,
    }  # fmt: skip
