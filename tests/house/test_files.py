"""What may be committed: our own text, a few pictures of our own pages, nothing foreign, nothing heavy."""

from pathlib import Path

from tests.house.tree import ROOT, project_files, text

PICTURES = {".png", ".jpg", ".webp"}
FONTS = {".ttf", ".otf", ".woff", ".woff2", ".eot"}
MOST_BYTES = 400_000
LONGEST_LINE = 1_000
LOCKS = {Path("run.lock"), Path("dev.lock")}


def is_text(path: Path) -> bool:
    return b"\0" not in (ROOT / path).read_bytes()[:8192]


def test_only_pictures_in_docs_are_binary():
    binary = [path for path in project_files() if not is_text(path)]
    assert [str(path) for path in binary if path.suffix not in PICTURES or path.parts[0] != "docs"] == []


def test_no_file_is_heavy():
    assert [str(path) for path in project_files() if (ROOT / path).stat().st_size > MOST_BYTES] == []


def test_no_font_is_committed():
    assert [str(path) for path in project_files() if path.suffix in FONTS] == []


def test_no_script_or_stylesheet_is_minified_or_foreign():
    sources = [path for path in project_files() if path.suffix in {".js", ".css", ".html"}]
    minified = [path for path in sources if any(len(line) > LONGEST_LINE for line in text(path).splitlines())]
    foreign = [
        path for path in project_files() if {"vendor", "node_modules", "third_party"} & set(path.parts)
    ]
    assert [*map(str, minified), *map(str, foreign)] == []
    assert not [path for path in sources if ".min." in path.name]


def test_every_text_file_is_utf_8_with_plain_line_ends():
    wrong = []
    for path in filter(is_text, project_files()):
        data = (ROOT / path).read_bytes()
        data.decode("utf-8")
        if b"\r" in data or (data and not data.endswith(b"\n")):
            wrong.append(str(path))
    assert wrong == []


def test_the_readme_names_the_two_commands_and_begins_in_chinese():
    readme = text(Path("README.md"))
    assert "make run" in readme
    assert "make test" in readme
    assert any("一" <= character <= "鿿" for character in readme[:200])
