"""Which clauses a standard has: `clauses/<slug>.txt`, one a line; a line that ends in a colon only introduces its sub-items."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

CLAUSES = Path(__file__).resolve().parent / "clauses"


@lru_cache(maxsize=64)
def load_clauses(slug: str, folder: Path = CLAUSES) -> Mapping[str, bool]:
    """Clause -> whether it may be cited by itself; empty where no list is held."""
    path = folder / f"{slug}.txt"
    if not path.is_file():
        return {}
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return {line.rstrip(":"): not line.endswith(":") for line in lines if line and not line.startswith("#")}


def clause_fault(slug: str, clause: str) -> tuple[str, str] | None:
    """(problem, mend) for a clause that the list lacks or that only introduces others; None when fine or no list is held."""
    clauses = load_clauses(slug)
    if not clauses or clauses.get(clause):
        return None
    if clause in clauses:
        return f"只写到 {clause}，它下面还分项", f"写明是哪一项，例如 {clause} a"
    return f"没有 {clause} 这一条款", f"对照 question_bank/clauses/{slug}.txt 改正"
