"""Scripts joined at start: each module once, in a scope of its own, before those that need it."""

import re
import shutil
import subprocess

import pytest

from examapp.adapters.assets import assets_of
from examapp.adapters.modules import join_modules
from examapp.paths import STATIC


def written(folder, **modules: str):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "page.js"


def test_a_module_needed_twice_stands_once_and_before_those_that_need_it(tmp_path):
    page = written(
        tmp_path,
        page='import { b } from "./two.js";\nimport { a } from "./one.js";\na(b());\n',
        two='import { a } from "./one.js";\nexport function b() { return a(1); }\n',
        one="export const a = (value) => value + 1;\n",
    )
    joined = join_modules(page)
    assert re.findall(r"^// (\S+)$", joined, re.MULTILINE) == ["one.js", "two.js", "page.js"]
    assert not re.search(r"^(import|export)\b", joined, re.MULTILINE)


def test_what_is_imported_later_by_name_still_gives_out_what_it_exports(tmp_path):
    page = written(
        tmp_path,
        page='import { a } from "./one.js";\nexport function attach() { return a; }\n',
        one="export const a = 1;\n",
    )
    assert join_modules(page).splitlines()[-1] == "export const { attach } = module_page;"


def test_a_script_that_imports_nothing_is_left_as_it_is(tmp_path):
    text = 'export function attach() {}\nimport("./x.js");\n'
    assert join_modules(written(tmp_path, page=text)) == text


def test_modules_that_need_each_other_are_refused(tmp_path):
    page = written(
        tmp_path,
        page='import { b } from "./two.js";\n',
        two='import { c } from "./page.js";\nexport const b = c;\n',
    )
    with pytest.raises(ValueError, match="imports itself"):
        join_modules(page)


@pytest.mark.parametrize("line", ["export { a };", "export default a;", 'import * as b from "./one.js";'])
def test_a_way_of_importing_that_cannot_be_joined_is_refused_at_start(tmp_path, line):
    page = written(tmp_path, page=f'import {{ a }} from "./one.js";\n{line}\n', one="export const a = 1;\n")
    with pytest.raises(ValueError, match=r"page\.js"):
        join_modules(page)


def test_the_answering_page_needs_one_request_for_its_scripts():
    body = assets_of(STATIC).find("js/attempt/page.js").body.decode()
    assert not re.search(r"^(import|export)\b", body, re.MULTILINE)
    # left-copy.js is for the page that refuses a replaced device, and joins two of these for itself.
    names = {path.name for path in (STATIC / "js/attempt").glob("*.js")} - {"left-copy.js"}
    # Each item type has one module; they join the page with their table.
    types = {path.name for path in (STATIC / "js/types").glob("*.js")}
    assert set(re.findall(r"^// (\S+\.js)$", body, re.MULTILINE)) == names | types


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not needed to run the program")
def test_the_joined_script_is_a_script(tmp_path):
    (tmp_path / "page.mjs").write_bytes(assets_of(STATIC).find("js/attempt/page.js").body)
    subprocess.run(["node", "--check", str(tmp_path / "page.mjs")], check=True)
