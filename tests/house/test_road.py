"""The plan of `make road`: no story is forgotten, the core holds the three starts, continuous integration walks it."""

import inspect

import pytest

from tests.house.tree import ROOT
from tests.road.plan import CORE, NOT_YET, REST, choose, name_of
from tests.road.starts import blocks_of, demonstration_command
from tests.road.stories import alarms, breakdowns, crowds, names, starting, wrong_taps


def test_every_story_is_walked_once_and_told_by_its_first_line():
    written = {
        story
        for module in (alarms, breakdowns, crowds, names, starting, wrong_taps)
        for name, story in inspect.getmembers(module, inspect.isfunction)
        if story.__module__ == module.__name__ and not name.startswith("_")
    }
    walked = [*CORE, *REST]
    assert (set(walked), len(walked)) == (written, len(written))
    assert [name_of(story) for story in walked if not story.__doc__] == []


def test_the_core_begins_with_the_three_starts():
    assert [story.__module__ for story in CORE[:3]] == [starting.__name__] * 3


def test_what_is_not_built_names_the_section_that_asks_for_it():
    assert [what for what, section in NOT_YET if not section.startswith("#")] == []
    assert {what for what, _ in NOT_YET} & {name_of(story) for story in (*CORE, *REST)} == set()


def test_stories_are_asked_for_by_words_of_their_sentence():
    assert choose([]) == list(CORE)
    assert choose(["all"]) == [*CORE, *REST]
    assert choose(["twenty", "people"]) == [crowds.twenty_people_walk_in_and_stand_on_one_record]
    with pytest.raises(LookupError):
        choose(["nobody ever wrote this"])


def test_the_road_types_what_readme_writes_and_continuous_integration_walks_it():
    assert demonstration_command() == ".venv/bin/examapp run"
    assert [len(block) for block in blocks_of("正式使用")] == [3, 2]
    assert "make road" in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
