"""The bill of materials of a lock file, CycloneDX 1.6 as JSON: `python deploy/sbom.py run.lock > sbom.json`.

检验情况：每个锁文件由 tests/house/test_parts.py 试过；没有交给别的工具读。
"""

import json
import re
import sys
from pathlib import Path

_PART = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+?))? *\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def parts_of(lock: str) -> list[dict]:
    """One component a part, in the order of the lock: name, version, address, every digest that may be installed."""
    parts: list[dict] = []
    for line in lock.splitlines():
        if match := _PART.match(line):
            name, version, where = match.groups()
            address = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
            part = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
            parts.append({**part, **({"description": where} if where else {}), "hashes": []})
        elif parts and (digest := _HASH.search(line)):
            parts[-1]["hashes"].append({"alg": "SHA-256", "content": digest[1]})
    return parts


def bill_of(lock: str, version: str) -> dict:
    """The whole document; the same lock gives the same text."""
    program = {"type": "application", "bom-ref": "examapp", "name": "examapp", "version": version}
    metadata = {"component": program}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return {**head, "metadata": metadata, "components": parts_of(lock)}


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    release = re.search(r'__version__ = "(.+)"', (root / "examapp/__init__.py").read_text(encoding="utf-8"))
    bill = bill_of(Path(sys.argv[1]).read_text(encoding="utf-8"), release[1])
    json.dump(bill, sys.stdout, ensure_ascii=False, indent=1)
