"""Mutated files against the readers: `python -m tests.fuzz.item_files --minutes 10 [--seed 1] [--only docx]`.

A reader may give drafts or refuse with FileRefusedError; anything else, or more than SLOW seconds, is a find. Finds are written to
build/fuzz, one file each, and listed at the end.
"""

import argparse
import hashlib
import html
import io
import random
import re
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from examapp.adapters.item_files.drafts import content_of
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.writing import FORMATS, split_held
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.services.items.item_drafts import content_of_draft
from tests.adapters.item_files.samples import SAMPLES, sample_drafts

SLOW = 10.0
FINDS = Path(__file__).resolve().parents[2] / "build" / "fuzz"
TOKENS = [b"{", b"}", b"=", b"~", b"#", b"::", b"<", b">", b"&", b"<![CDATA[", b"]]>", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r\n\r\n",
          "（".encode(), "）".encode(), "答案：".encode(), "一、".encode(), b"1.", b"A.", b"ANSWER:", b"$CATEGORY:", b"->", b"%-100%", b"-1",
          b"999999999999999999999", b"1e999", b"NaN", "\u202e".encode(), "\ue000".encode() + b"0", b"..", b"/", b'"', b"'", b"\\",
          "①".encode(), "²".encode(), "٣".encode(), b"0 0", b"1,2,3,4,5"]  # fmt: skip


def seeds() -> dict[str, bytes]:
    """One file of every format, and the hand-made messy ones."""
    drafts = sample_drafts()
    made = {key: form.write(split_held(form, drafts)[0]) for key, form in FORMATS.items()}
    return {**made, **SAMPLES}


def mutate(content: bytes, chance: random.Random) -> bytes:
    """A zip is opened and one of its parts mutated two times in three; otherwise the bytes themselves."""
    if content[:2] == b"PK" and chance.random() < 0.67:
        try:
            return _mutate_part(content, chance)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
            return _mutate_bytes(content, chance)
    return _mutate_bytes(content, chance)


def _mutate_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # Nearly all of a Word file is styles; the parts that carry the words deserve most of the blows.
    told = [
        name
        for name in parts
        if any(word in name for word in ("document", "sheet", "Strings", "items", "manifest", "numbering"))
    ]
    name = chance.choice(told if told and chance.random() < 0.8 else sorted(parts))
    parts[name] = _mutate_bytes(parts[name], chance)
    if chance.random() < 0.05:
        parts.pop(chance.choice(sorted(parts)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, inner in parts.items():
            archive.writestr(one, inner)
    return buffer.getvalue()


def _mutate_bytes(content: bytes, chance: random.Random) -> bytes:
    """Blows that keep the encoding, or the tags, most of the time: what is refused at the door tests nothing behind it."""
    if (
        content[:200].lstrip(b"\xef\xbb\xbf").startswith((b"<?xml", b"<quiz", b"<qti"))
        and chance.random() < 0.8
    ):
        return _mutate_xml(content, chance)
    hit = _hit_bytes(content, chance)
    if content[:2] != b"PK" and b"\0" not in content[:100] and chance.random() < 0.85:
        try:
            content.decode()
            return hit.decode(errors="ignore").encode()
        except UnicodeDecodeError:
            return hit.decode("gb18030", errors="ignore").encode("gb18030")
    return hit


def _mutate_xml(content: bytes, chance: random.Random) -> bytes:
    """Other words between the tags or in an attribute, an element twice or gone."""
    text = content.decode(errors="ignore")
    for _ in range(chance.choice((1, 1, 2, 5))):
        values = list(re.finditer(r'>([^<>]*)<|="([^"<>]*)"', text))
        elements = list(re.finditer(r"<([\w:-]+)(?: [^<>]*)?/>|<([\w:-]+)(?: [^<>]*)?>[^<>]*</\2>", text))
        if elements and chance.random() < 0.4:
            found = chance.choice(elements)
            text = text[: found.start()] + found[0] * chance.choice((0, 0, 2, 30)) + text[found.end() :]
        elif values:
            found = chance.choice(values)
            part = 1 if found[1] is not None else 2
            words = "".join(chance.choice(TOKENS).decode(errors="ignore") for _ in range(chance.randrange(4)))
            fresh = (
                words + found[part] * chance.choice((0, 1, 3))
                if chance.random() < 0.7
                else chance.choice(values)[0][1:-1].lstrip('="')
            )
            clean = "".join(one for one in html.escape(fresh) if one.isprintable() or one == "\n")
            text = text[: found.start(part)] + clean + text[found.end(part) :]
    return text.encode()


def _hit_bytes(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 3, 12, 80, 400)))
        blow = chance.randrange(6)
        if blow == 0 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        elif blow == 1:
            del data[at:end]
        elif blow == 2:
            data[at:at] = chance.choice(TOKENS)
        elif blow == 3:
            data[at:at] = data[at:end] * chance.choice((1, 2, 30))
        elif blow == 4:
            start = chance.randrange(len(data) + 1)
            data[at:end] = data[start : start + (end - at)]
        else:
            data[at:end] = chance.choice(TOKENS)
    return bytes(data)


def look(content: bytes) -> str:
    """ "read", "refused", or what went wrong."""
    began = time.monotonic()
    try:
        found = read_file("样本", content)
        for draft in found.drafts:
            content_of(draft)
            content_of_draft(draft)
    except FileRefusedError:
        return "refused"
    except Exception:
        return traceback.format_exc(limit=-3)
    took = time.monotonic() - began
    return "read" if took < SLOW else f"slow: {took:.1f} s"


def main() -> None:
    """Until the time is over; every find once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    pool = {name: [content] for name, content in seeds().items() if asked.only in name}
    counts: Counter[str] = Counter()
    finds: dict[str, str] = {}
    end = time.monotonic() + asked.minutes * 60
    while time.monotonic() < end:
        name = chance.choice(sorted(pool))
        content = mutate(chance.choice(pool[name]), chance)[: 2 * 1024 * 1024]
        outcome = look(content)
        counts[f"{name} {outcome if outcome in ('read', 'refused') else 'FIND'}"] += 1
        if outcome == "read" and len(pool[name]) < 200 and len(content) < 200_000 and chance.random() < 0.05:
            pool[name].append(content)
        if outcome not in ("read", "refused"):
            _keep(name, content, outcome, finds)
    for line, count in sorted(counts.items()):
        print(f"{line}: {count}")
    print(f"{sum(counts.values())} files, {len(finds)} different finds")


def _keep(name: str, content: bytes, outcome: str, finds: dict[str, str]) -> None:
    key = (
        outcome.strip().split("\n")[-1][:120]
        + "".join(line for line in outcome.split("\n") if "line" in line)[-120:]
    )
    if key in finds:
        return
    path = FINDS / f"{name}-{hashlib.sha256(content).hexdigest()[:10]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    finds[key] = str(path)
    print(f"FIND {path.name}\n{outcome}", flush=True)


if __name__ == "__main__":
    main()
