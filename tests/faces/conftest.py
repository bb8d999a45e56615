"""A face engine without a process, and an exam that asks for a face or a person."""

from dataclasses import replace

import pytest

from examapp.services.faces import face_switches
from tests.faces.acts import NAME, FakeFaces
from tests.services.exams.test_exams import announced, registered


@pytest.fixture
def faces_ports(ports):
    return replace(ports, faces=FakeFaces())


@pytest.fixture
def exam(world, ports, faces_ports):
    """An exam that asks for a face or a person, with faces switched on."""
    announced(world, ports, identity_level="L3")
    now = ports.clock.now()
    face_switches.switch_on(
        "PIA-2026-01", now.date(), "评估人甲", "安全科 000", actor=world["actors"]["bureau"], now=now
    )
    return registered(NAME)
