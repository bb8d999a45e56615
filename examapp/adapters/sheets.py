"""Style sheets as the oldest browser of a candidate reads them: @imports joined, layers flattened, new writing lowered.

The sources keep their layers. A browser before Chrome 99 throws away all that stands in `@layer`, and a phone in the
field may be as old as Chrome or WebView 79 and iOS 13.4; so what is sent has no layer, and wins and loses by the same
order: each layer's rules come after those of the layers below, and each selector carries one `:not(#_)` a layer,
which holds for every element and weighs more than any number of classes.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import lightningcss

LAYERS = ("reset", "base", "components", "pages", "utilities")
OLDEST_BROWSERS = ["chrome 79", "ios_saf 13.4"]

_IMPORT = re.compile(r"@import url\([\"']?([^\"')]+)[\"']?\)\s*(?:layer\(([\w.-]+)\))?\s*;")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
_IMPORTANT = re.compile(r"([\w-]+)\s*:\s*([^;:{}]+?)\s*!important")
# Both sides in one word came with Chrome 87; with a variable in it lightningcss leaves it as it is.
_BOTH_SIDES = re.compile(r"(?<![\w-])(margin|padding|border)-(inline|block)\s*:\s*([^;{}]+?)\s*(?=[;}])")
_SIDES = {"inline": ("left", "right"), "block": ("top", "bottom")}
# A layer's weight among the others. What reset says with a class or an attribute (cursor, hidden), base never says,
# so that these two need no difference.
_WEIGHT = {"reset": 0, "base": 0, "components": 1, "pages": 2, "utilities": 3}


def join_sheet(path: Path) -> str:
    """The sheet with everything it imports, without layers, minified; a part that imports nothing as it stands.

    Raises ValueError for rules outside the layers, for a layer that is not one of ours, and where `!important`
    stands for different values in two layers (there the order of layers turns round).
    """
    if not _IMPORT.search(path.read_text(encoding="utf-8")):
        return path.read_text(encoding="utf-8")
    return lightningcss.process_stylesheet(
        lower_sides(flatten(joined(path))), path.name, browsers_list=OLDEST_BROWSERS, minify=True
    )


def joined(path: Path) -> str:
    """The sheet with its @imports in their places, each in the block of its layer."""

    def inline(match: re.Match) -> str:
        inner = joined((path.parent / match.group(1)).resolve())
        return f"@layer {match.group(2)} {{\n{inner}\n}}" if match.group(2) else inner

    return _IMPORT.sub(inline, path.read_text(encoding="utf-8"))


def flatten(sheet: str) -> str:
    """The rules of a layered sheet in the order of the layers, their selectors weighted by layer."""
    rules: dict[str, list[str]] = {name: [] for name in LAYERS}
    for prelude, body in _blocks(_COMMENT.sub("", sheet)):
        name = prelude.removeprefix("@layer ").strip()
        if body is None and prelude.startswith("@layer"):
            continue
        if body is None or name not in rules or name == prelude:
            raise ValueError(f"outside the layers: {prelude[:80]}")
        rules[name].append(_weighted(body, _WEIGHT[name]))
    _check_important(rules)
    return "\n".join(text for name in LAYERS for text in rules[name])


def lower_sides(sheet: str) -> str:
    """padding-inline: a b becomes padding-left: a; padding-right: b. The pages run from left to right."""

    def lower(match: re.Match) -> str:
        name, axis, value = match.groups()
        value, important, _ = value.partition("!important")
        values = [value.strip()] if name == "border" else _listed(value.strip(), " ")
        first, second = (f"{values[place]} {important}".strip() for place in (0, -1))
        start, end = _SIDES[axis]
        return f"{name}-{start}: {first}; {name}-{end}: {second}"

    return _BOTH_SIDES.sub(lower, sheet)


def _blocks(text: str) -> Iterator[tuple[str, str | None]]:
    """(prelude, body) of each rule, (statement, None) of each statement; strings may hold any mark."""
    depth, start, opened, at = 0, 0, 0, 0
    while at < len(text):
        if string := _STRING.match(text, at):
            at = string.end()
            continue
        mark = text[at]
        if mark == "{":
            depth += 1
            opened = at if depth == 1 else opened
        elif mark == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened].strip(), text[opened + 1 : at]
                start = at + 1
        elif mark == ";" and depth == 0:
            yield text[start:at].strip(), None
            start = at + 1
        at += 1


def _weighted(rules: str, weight: int) -> str:
    """The rules with `weight` on each selector; @media and @supports are gone into, other at-rules stay as they are."""
    written = []
    for prelude, body in _blocks(rules):
        if body is None:
            written.append(f"{prelude};")
        elif prelude.startswith(("@media", "@supports")):
            written.append(f"{prelude} {{ {_weighted(body, weight)} }}")
        elif prelude.startswith("@"):
            written.append(f"{prelude} {{{body}}}")
        else:
            selectors = ", ".join(_heavier(selector, weight) for selector in _listed(prelude))
            written.append(f"{selectors} {{{body}}}")
    return "\n".join(written)


def _listed(selectors: str, between: str = ",") -> list[str]:
    """A list of selectors at its own commas, or of values at spaces, not those inside :is(a, b) or a string."""
    marks = re.finditer(rf"{_STRING.pattern}|[(){between}]", selectors, re.DOTALL)
    depth, start, listed = 0, 0, []
    for mark in marks:
        depth += {"(": 1, ")": -1}.get(mark.group(), 0)
        if mark.group() == between and depth == 0:
            listed.append(selectors[start : mark.start()].strip())
            start = mark.end()
    return [*listed, selectors[start:].strip()]


def _heavier(selector: str, weight: int) -> str:
    """The weight stands with the last element, before its pseudo-element."""
    element, double, pseudo = selector.partition("::")
    return element + ":not(#_)" * weight + double + pseudo


def _check_important(rules: dict[str, list[str]]) -> None:
    said: dict[str, tuple[str, str]] = {}
    for name, texts in rules.items():
        for declaration, value in _IMPORTANT.findall("\n".join(texts)):
            layer, other = said.setdefault(declaration, (name, value))
            if layer != name and other != value:
                raise ValueError(f"{declaration} is !important in {layer} and in {name}")
