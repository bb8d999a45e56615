"""What was measured: said at once, kept by name, written as JSON for the sizing, and put into a document between its marks."""

import json
import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
FIGURES = ROOT / "docs" / "figures"


@dataclass
class Figures:
    """Numbers by database and name; the names end in their unit."""

    found: dict[str, dict[str, float]] = field(default_factory=dict)

    def note(self, kind: str, **values: float) -> None:
        """Keep numbers of one database ("" = of none)."""
        self.found.setdefault(kind or "rules", {}).update(
            {name: round(one, 4) for name, one in values.items()}
        )

    def save(self, name: str, keep: bool) -> Path:
        """Write build/<name>.json, or with `keep` the one under docs/ that the sizing is computed from."""
        folder = FIGURES if keep else BUILD
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.json"
        held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        merged = {kind: {**held.get(kind, {}), **values} for kind, values in self.found.items()}
        written = {**held, **merged, "taken": taken()}
        path.write_text(
            json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        return path


def taken() -> dict:
    """When and on what this runs: figures without it say little."""
    load = os.getloadavg()[0]
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "cpu": _processor(),
        "cores": os.cpu_count() or 1,
        "load_before": round(load, 2),
        "python": platform.python_version(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def replace_between(text: str, mark: str, content: str) -> str:
    """The text with what stands between `<!-- mark -->` and `<!-- /mark -->` replaced. Raises ValueError without the marks."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no marks for {mark}")
    return f"{before}{begin}\n{content.strip()}\n{end}{after}"


def write_into(document: Path, mark: str, content: str) -> None:
    """Put a table into a document between its marks."""
    text = document.read_text(encoding="utf-8")
    document.write_text(replace_between(text, mark, content), encoding="utf-8")
