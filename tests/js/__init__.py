"""Scripts of the pages, run by Node without a page: the rules in them, not what they draw."""

import json
import shutil
import subprocess

import pytest

from examapp.paths import STATIC

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not needed to run the program")


def run_script(folder, script: str) -> object:
    """What the script, which finds our modules under ./js, gives to `tell(value)`."""
    shutil.copytree(STATIC / "js", folder / "js", dirs_exist_ok=True)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "run.js").write_text(
        f"const tell = (value) => process.stdout.write(JSON.stringify(value));\n{script}", encoding="utf-8"
    )
    done = subprocess.run(["node", "run.js"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
