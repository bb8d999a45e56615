"""Scripts that import each other, joined into one file at start: one request on a bad network instead of twenty."""

import re
from pathlib import Path

_IMPORT = re.compile(r"^import \{ ([\w, ]+) \} from \"(\./[\w./-]+\.js)\";$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function\*? (\w+)|class (\w+)|const (\w+))", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import|export)\b(?! ?\().*", re.MULTILINE)


def join_modules(path: Path) -> str:
    """The script with everything it imports, each module once and in a scope of its own, before those that need it.

    Raises ValueError for a circle, and for a way of importing or exporting that is not one of ours.
    """
    text = path.read_text(encoding="utf-8")
    if not _IMPORT.search(text):
        return text
    done: dict[Path, str] = {}
    _add(path.resolve(), done, ())
    names = _exported(text)
    # What imports the joined script by name (a behaviour) still finds what it exports.
    given = [f"export const {{ {', '.join(names)} }} = {_name(path)};\n"] if names else []
    return "\n".join([*done.values(), *given])


def _add(path: Path, done: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        raise ValueError(f"{path.name} imports itself through {above[-1].name}")
    text = path.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(text):
        needed = (path.parent / found.group(2)).resolve()
        if needed not in done:
            _add(needed, done, (*above, path))
    done[path] = _wrapped(path, text)


def _wrapped(path: Path, text: str) -> str:
    names = _exported(text)
    body = _IMPORT.sub(
        lambda found: f"const {{ {found.group(1)} }} = {_name(path.parent / found.group(2))};", text
    )
    body = _EXPORT.sub("", body)
    if strange := _UNKNOWN.search(body):
        raise ValueError(f"{path.name}: {strange.group()}")
    return f"// {path.name}\nconst {_name(path)} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();"


def _exported(text: str) -> list[str]:
    return [next(filter(None, found.groups())) for found in _EXPORT.finditer(text)]


def _name(path: Path) -> str:
    return "module_" + re.sub(r"\W", "_", path.stem)
