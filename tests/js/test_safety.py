"""已存 is never untrue: the words follow from where each answer lies at this moment."""

import json

import pytest

from tests.js import needs_node, run_script

pytestmark = needs_node

CALM = {"steps": [], "safeSeq": 0, "lasting": True, "offline": False, "typing": False, "answeredCount": 3}
# Two steps that the server has not acknowledged; the device holds up to `safeSeq`.
UNSENT = {**CALM, "steps": [{"seq": 4, "slot": 1}, {"seq": 5, "slot": 2}]}


def words(tmp_path, *situations: dict) -> list[list[str]]:
    script = f"""
    import {{ safetyWords }} from "./js/attempt/safety.js";
    tell({json.dumps(situations)}.map(safetyWords));
    """
    return run_script(tmp_path, script)


@pytest.mark.parametrize(
    ("situation", "said", "kind"),
    [
        ({**CALM, "answeredCount": 0}, "还没有答案。答一题，存一题", "ready"),
        (CALM, "✓ 答案已存服务器", "ok"),
        ({**CALM, "typing": True}, "正在保存…", "busy"),
        ({**CALM, "unreadSlot": 7}, "第 7 题填的不是数，还没有保存", "warn"),
        ({**CALM, "lasting": False}, "✓ 答案已存服务器。这台设备自己存不下，请保持联网", "ok"),
        ({**UNSENT, "safeSeq": 5}, "正在保存…", "busy"),
        ({**UNSENT, "safeSeq": 5, "offline": True}, "网络断了，2 个答案已存本机", "warn"),
        (
            {**CALM, "steps": [{"seq": 4, "slot": 1}, {"seq": 5, "slot": 1}], "safeSeq": 5, "offline": True},
            "网络断了，1 个答案已存本机",
            "warn",
        ),
        # One of the two lies nowhere but in the page: nothing is said to be saved.
        ({**UNSENT, "safeSeq": 4, "offline": True}, "正在保存…", "busy"),
        (
            {**UNSENT, "lasting": False, "offline": True},
            "网络断了，2 个答案还没传到服务器，这台设备自己存不下。请不要关闭本页",
            "warn",
        ),
    ],
)
def test_the_words_say_where_the_answers_lie_and_no_more(tmp_path, situation, said, kind):
    assert words(tmp_path, situation) == [[said, kind]]
