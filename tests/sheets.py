"""The one shape of our style sheets: `python -m tests.sheets` names those that differ, `… write` brings them to it.

cssbeautifier sets one declaration a line and two blanks of indentation; where a selector or a value goes on in the
next line is left to the author.
"""

import sys

import cssbeautifier

from tests.house.tree import ROOT, files, text


def in_shape(sheet: str) -> str:
    """The text of a sheet as it should stand in its file."""
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.end_with_newline = True
    options.selector_separator_newline = False
    options.newline_between_rules = False
    options.space_around_combinator = True
    options.max_preserve_newlines = 2
    return cssbeautifier.beautify(sheet, options)


def main(words: list[str]) -> int:
    """0 when every sheet has its shape, or has it now."""
    shapeless = [path for path in files(".css") if in_shape(text(path)) != text(path)]
    if words == ["write"]:
        for path in shapeless:
            (ROOT / path).write_text(in_shape(text(path)), encoding="utf-8")
        return 0
    for path in shapeless:
        print(f"{path}: not in shape; python -m tests.sheets write")
    return 1 if shapeless else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
