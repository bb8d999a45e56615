"""The examples of deploy/ by form: what they name exists, what they promise fits the program, and each says how far it was tried."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from examapp.commands import main
from examapp.settings import Settings
from tests.house.tree import ROOT, project_files
from tests.pgbouncer import shipped_settings

DEPLOY = ROOT / "deploy"
FILES = [path for path in project_files() if path.parts[0] == "deploy"]
# JSON has no comments: the dashboard has a test of its own.
COMMENTED = [path for path in FILES if path.suffix != ".json"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UNITS = [path for path in FILES if path.suffix == ".service"]


def text(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def environment_file() -> dict[str, str]:
    lines = [line for line in text("deploy/examapp.env").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def is_command(words: list[str]) -> bool:
    """Whether `examapp ...` is a command of ours with these options."""
    group: click.Command = main
    options = []
    for word in words:
        if isinstance(group, click.Group) and word in group.commands:
            group = group.commands[word]
        elif word.startswith("--"):
            options.append(word)
    known = {name for parameter in group.params for name in parameter.opts}
    return group is not main and set(options) <= known


@pytest.mark.parametrize("path", COMMENTED, ids=str)
def test_each_file_says_at_its_top_what_was_run_and_what_was_only_checked_for_form(path):
    top = "\n".join(text(path).splitlines()[:8])
    assert "检验情况" in top
    for named in re.findall(r"tests/deploy/\w+\.py", top):
        assert (ROOT / named).is_file()


@pytest.mark.parametrize("path", UNITS, ids=str)
def test_systemd_finds_nothing_wrong_with_a_unit(path, tmp_path):
    # The program is not installed in /opt on this machine: the interpreter of the tests takes its place.
    installed = text(path).replace("/opt/examapp/.venv/bin/examapp", sys.executable)
    unit = tmp_path / path.name
    unit.write_text(installed, encoding="utf-8")
    settings = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    settings.optionxform = str
    settings.read_string(text(path))
    assert set(settings.sections()) == {"Unit", "Service", "Install"}
    for promise in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictSUIDSGID", "LockPersonality"):
        assert settings["Service"][promise] == "yes"
    words = settings["Service"]["ExecStart"].split()
    assert is_command(words[1:])
    verify = shutil.which("systemd-analyze")
    if verify is None:
        # Machines without systemd cannot use the unit either; what is above was checked.
        return
    found = subprocess.run([verify, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr.strip()) == (0, "")


def test_the_environment_file_is_one_that_the_program_accepts(tmp_path):
    given = environment_file()
    source = text("examapp/settings.py")
    assert {name for name in given if f'"{name}"' not in source} == set()
    made = Settings.from_environment({**given, "EXAMAPP_DATA_DIR": str(tmp_path)})
    assert made.secure_cookies
    assert made.trusted_proxies == 1
    assert not made.embedded_jobs
    # Everything that is put into a unit or container by name is a setting as well.
    named = {
        name
        for path in FILES
        for name in re.findall(r"\b(EXAMAPP_[A-Z_]+|REDIS_URL|DATABASE_URL)\b", text(path))
    }
    assert {name for name in named if f'"{name}"' not in source} <= {"EXAMAPP_DATA_DIR"}


@sqlite_only
def test_only_steps_and_notes_are_put_each_kept_once_by_its_id_so_that_nginx_may_send_a_put_again(app):
    puts = {str(rule) for rule in app.url_map.iter_rules() if {"PUT", "DELETE"} & rule.methods}
    assert puts == {"/api/attempts/<attempt_id>/steps", "/api/attempts/<attempt_id>/events"}


def compose() -> dict:
    return yaml.safe_load(text("deploy/container/compose.yaml"))


def test_the_compose_file_names_services_commands_and_volumes_that_exist():
    told = compose()
    services = told["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            beside = (DEPLOY / "container" / source).resolve()
            assert source in told["volumes"] or source.startswith("/etc/") or beside.exists(), mount
        command = service.get("command", [])
        if command[:1] == ["examapp"]:
            assert is_command(command[1:]), command
    assert (DEPLOY / "container" / services["web1"]["build"]["context"]).resolve() == ROOT
    assert (ROOT / services["web1"]["build"]["dockerfile"]).is_file()
    assert services["web2"]["environment"]["REDIS_URL"].startswith("redis://redis:")
    assert "@postgres:5432/" in services["work"]["environment"]["DATABASE_URL"]


def test_the_containerfile_copies_files_that_exist_and_ends_in_a_command_of_ours():
    lines = re.sub(r"\\\n\s*", " ", text("deploy/container/Containerfile")).splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    known = {"FROM", "ARG", "ENV", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {step for step, _ in steps} <= known
    for step, rest in steps:
        if step == "COPY" and "--from" not in rest:
            assert all((ROOT / source).exists() for source in rest.split()[:-1]), rest
    last = steps[-1]
    assert last[0] == "CMD"
    words = yaml.safe_load(last[1])
    assert words[0] == "examapp"
    assert is_command(words[1:])
    assert ["USER", "10001"] in steps


def kubernetes() -> list[dict]:
    return list(yaml.safe_load_all(text("deploy/kubernetes/examapp.yaml")))


def test_the_kubernetes_objects_find_each_other():
    objects = kubernetes()
    assert all({"apiVersion", "kind", "metadata", "spec"} <= set(one) | {"spec"} for one in objects)
    by_kind = {(one["kind"], one["metadata"]["name"]): one for one in objects}
    assert len(by_kind) == len(objects)
    labels = [
        one["spec"]["template"]["metadata"]["labels"]["app"] for one in objects if one["kind"] == "Deployment"
    ]
    for one in objects:
        spec = one.get("spec", {})
        if one["kind"] == "Service":
            assert spec["selector"]["app"] in labels
        if one["kind"] == "Ingress":
            for path in spec["rules"][0]["http"]["paths"]:
                assert ("Service", path["backend"]["service"]["name"]) in by_kind
        if one["kind"] in ("Deployment", "Job"):
            _check_pod(spec["template"]["spec"], by_kind)
    assert by_kind["ScheduledBackup", "examapp-nightly"]["spec"]["cluster"]["name"] == "examapp-db"


def _check_pod(pod: dict, by_kind: dict) -> None:
    volumes = {one["name"] for one in pod.get("volumes", [])}
    assert pod["securityContext"]["runAsNonRoot"]
    for container in pod["containers"]:
        assert {one["name"] for one in container.get("volumeMounts", [])} <= volumes
        assert container["securityContext"]["readOnlyRootFilesystem"]
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                assert ("ConfigMap", source["configMapRef"]["name"]) in by_kind
        if container.get("command", [""])[0] == "examapp":
            assert is_command(container["command"][1:])


@sqlite_only
def test_probes_ask_addresses_that_the_program_answers(app):
    known = {str(rule) for rule in app.url_map.iter_rules()}
    asked = set(re.findall(r"path: (/\w+)", text("deploy/kubernetes/examapp.yaml")))
    asked |= set(re.findall(r"127\.0\.0\.1:8000(/\w+)", text("deploy/container/Containerfile")))
    assert asked == {"/healthz", "/readyz"}
    assert asked <= known


def test_pgbouncer_is_told_what_the_program_needs_in_transaction_mode():
    told = shipped_settings()
    assert told["pgbouncer"]["pool_mode"] == "transaction"
    assert int(told["pgbouncer"]["max_prepared_statements"]) > 0
    # What the file says of the program: it uses nothing that outlives a transaction.
    sources = {
        path: text(path) for path in project_files() if path.parts[0] == "examapp" and path.suffix == ".py"
    }
    outliving = re.compile(r"\blisten \w+|pg_notify|create temp|with hold|pg_advisory_lock\(", re.IGNORECASE)
    assert [str(path) for path, source in sources.items() if outliving.search(source)] == []
