"""Every part comes from the package index, pinned by hash; what is used is declared and what is declared is used."""

import configparser
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy.sbom import bill_of, parts_of
from tests.house.tree import ROOT, files, imported_modules, text

# Parts that are not imported by name: the driver that DATABASE_URL asks for, the store that REDIS_URL asks for,
# the time zones that Windows lacks.
USED_BY_NAME_ONLY = {"psycopg", "redis", "tzdata"}
OWN = {"examapp", "question_bank", "migrations"}


def declared() -> set[str]:
    configuration = configparser.ConfigParser()
    configuration.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = configuration["options"]["install_requires"].split()
    extras = configuration["options.extras_require"]
    lines += [line for extra in ("face", "cards") for line in extras[extra].split() if line[0].isalpha()]
    return {re.split(r"[\[<>=~!]", line)[0].lower() for line in lines}


def imported() -> set[str]:
    code = files(".py", under=("examapp", "question_bank", "migrations"))
    tops = {name.split(".")[0] for path in code for name in imported_modules(path)}
    return tops - set(sys.stdlib_module_names) - OWN


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text(Path(lock)), re.MULTILINE))


def distributions(module: str) -> set[str]:
    return {name.lower().replace("_", "-") for name in packages_distributions().get(module, [])}


def test_every_part_that_is_imported_is_declared():
    assert sorted(name for name in imported() if not distributions(name) & declared()) == []


def test_every_part_that_is_declared_is_used():
    used = {part for module in imported() for part in distributions(module)}
    assert sorted(declared() - used - USED_BY_NAME_ONLY) == []


def test_every_declared_part_is_locked():
    assert sorted(declared() - set(pinned("run.lock"))) == []


def test_the_test_lock_holds_every_part_of_the_run_lock_in_the_same_version():
    run, dev = pinned("run.lock"), pinned("dev.lock")
    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("lock", ["run.lock", "dev.lock"])
def test_every_line_of_a_lock_has_a_hash_and_no_address_of_a_private_index_or_machine(lock):
    lines = [line for line in text(Path(lock)).splitlines() if line and not line.lstrip().startswith("#")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert line.startswith("    --hash=sha256:") or "--hash=sha256:" in following, line
    assert not re.search(r"https?:|file:|index-url|find-links|(^|\s)/", text(Path(lock)), re.MULTILINE)


@pytest.mark.parametrize("lock", ["core.lock", "run.lock", "dev.lock"])
def test_the_bill_of_materials_names_every_locked_part_with_its_digests(lock):
    components = parts_of(text(ROOT / lock))
    locked = re.findall(r"^([\w.-]+)==([^ ;\\]+)", text(ROOT / lock), re.MULTILINE)
    assert [(part["name"], part["version"]) for part in components] == locked
    assert all(part["hashes"] and part["purl"].startswith("pkg:pypi/") for part in components)
    assert bill_of(text(ROOT / lock), "1")["specVersion"] == "1.6"
