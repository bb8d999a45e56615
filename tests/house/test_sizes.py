"""Files, functions and lines stay small enough to be read in one sitting."""

import ast

from tests.house.tree import files, parsed, text

MOST_LINES = 300
MOST_FUNCTION_LINES = 40
MOST_CHARACTERS = 120
# ruff folds code at 110 and lets a line that it cannot fold reach 150 columns; lines of Python that are longer than 120
# characters today may only become fewer.
LONG_PYTHON_LINES = 504


def long_lines(*endings: str) -> list[str]:
    """path:line of every line that is too long."""
    return [
        f"{path}:{number}"
        for path in files(*endings)
        for number, line in enumerate(text(path).splitlines(), 1)
        if len(line) > MOST_CHARACTERS
    ]


def test_no_file_is_longer_than_300_lines():
    # The first migration lists every table once and is never read for its logic.
    written = [
        path for path in files(".py", ".js", ".css", ".html") if path.parts[:2] != ("migrations", "versions")
    ]
    counts = {str(path): text(path).count("\n") for path in written}
    assert {path: count for path, count in counts.items() if count > MOST_LINES} == {}


def test_no_line_of_a_template_sheet_or_script_is_longer_than_120_characters():
    assert long_lines(".html", ".css", ".js") == []


def test_long_lines_of_python_become_fewer():
    assert len(long_lines(".py")) <= LONG_PYTHON_LINES


def test_no_function_is_longer_than_40_lines():
    long = {}
    for path in files(".py", under=("examapp", "question_bank", "tests")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > MOST_FUNCTION_LINES:
                    long[f"{path}:{node.name}"] = lines
    assert not long, "\n".join(f"{place} {lines}" for place, lines in sorted(long.items()))
