"""Templates and scripts obey the content policy `default-src 'self'` and read as Chinese."""

import ast
import re

from tests.house.tree import files, parsed, text

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style\b|<[^>]*\sstyle\s*=", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
FOREIGN_ADDRESS = re.compile(
    r"(?:src|href|url\(|@import|import|from|fetch\()\s*=?\s*[\"'(]*\s*(?:https?:)?//", re.IGNORECASE
)
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# A half-width mark between two Chinese characters is a slip of the keyboard. 1:1 and 10:30 stand between digits.
HALF_WIDTH = re.compile(r"[一-鿿][.,;:?!][一-鿿]")

# The first two place a part that our own server rendered and escaped; the third draws one of its own constants.
REVIEWED = {
    "examapp/static/js/behaviours/poll-region.js: .innerHTML =",
    "examapp/static/js/behaviours/search-list.js: .innerHTML =",
    "templates/components/icons.html: |safe",
}


def found(pattern: re.Pattern, *endings: str, without_jinja: bool = False) -> list[str]:
    hits = []
    for path in files(*endings, under=("templates", "examapp")):
        page = JINJA.sub("", text(path)) if without_jinja else text(path)
        hits += [f"{path}: {match.group()[:60]}" for match in pattern.finditer(page)]
    return hits


def test_no_template_has_an_inline_script():
    assert found(INLINE_SCRIPT, ".html") == []


def test_no_template_has_an_inline_style():
    assert found(INLINE_STYLE, ".html", without_jinja=True) == []


def test_no_template_has_an_inline_event_handler():
    assert found(INLINE_HANDLER, ".html", without_jinja=True) == []


def test_no_page_script_or_stylesheet_loads_anything_from_elsewhere():
    assert found(FOREIGN_ADDRESS, ".html", ".js", ".css") == []


def test_no_template_marks_text_as_safe():
    assert set(found(re.compile(r"\|\s*safe\b|autoescape\s+false"), ".html")) <= REVIEWED


def test_no_script_writes_markup_from_text():
    writers = re.compile(r"\.(?:innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML|document\.write|\beval\(")
    assert set(found(writers, ".js")) <= REVIEWED


def test_chinese_sentences_on_pages_use_full_width_punctuation():
    assert found(HALF_WIDTH, ".html", without_jinja=True) == []


def test_chinese_sentences_in_code_use_full_width_punctuation():
    hits = []
    for path in files(".py", under=("examapp", "question_bank")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                hits += [f"{path}:{node.lineno}: {hit}" for hit in HALF_WIDTH.findall(node.value)]
    assert hits == []
