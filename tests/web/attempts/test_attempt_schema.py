"""schemathesis against the attempt protocol: whatever is sent, the answer is one that docs/attempt-api.json names."""

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from examapp.extensions import db
from tests.stories import Device, confirmed, open_quiz

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[3] / "docs/attempt-api.json").read_text(encoding="utf-8")
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    (path, method) for path, item in SCHEMA["paths"].items() for method in item if method != "parameters"
]
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def device(app, world, ports) -> Device:
    _, attempt = confirmed(world, ports, open_quiz(world, ports), 0)
    return Device(app, attempt)


def test_the_schema_names_every_route_of_the_protocol(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("attempts_api.")]
    served = {
        (rule.rule.replace("<attempt_id>", "{attempt_id}"), method.lower())
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == set(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_the_answer_is_one_that_the_schema_names(app, device, mode):
    schema, statuses = schemathesis.openapi.from_dict(SCHEMA), []
    for path, method in OPERATIONS:
        cases = schema[path][method.upper()].as_strategy(generation_mode=mode)
        statuses += sent(app, device, cases, path, method)
    assert 200 in statuses


def sent(app, device: Device, cases, path: str, method: str) -> list[int]:
    """The status of every answer, each checked against the schema."""
    statuses = []

    @BOUNDED
    @given(case=cases)
    def send(case):
        db.session.remove()
        plain = isinstance(case.body, bytes | str)
        body = (
            {} if isinstance(case.body, NotSet) else {"data": case.body if plain else json.dumps(case.body)}
        )
        address = path.format(attempt_id=device.id)
        with app.app_context():
            answer = device.client.open(address, method=method.upper(), headers=device.headers, **body)
        statuses.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    send()
    return statuses
