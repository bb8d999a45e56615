"""What is wrong with a record is said in words that need no explanation."""

import pytest

from examapp.domain.differences import Difference
from examapp.web.quizzes.checking.words import describe

CONCLUSION = {"expected": 4, "done": 3, "absent": 1, "passed": 2, "failed": 1, "roles": ["lead"]}


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (
            Difference("participants[0].score_tenths", 855, 700),
            "第 1 名人员的成绩：记录为 85.5 分，应为 70 分",
        ),
        (Difference("participants[2].passed", True, False), "第 3 名人员的合格与否：记录为合格，应为不合格"),
        (Difference("digest", "a" * 64, "b" * 64), f"记录摘要：记录为 {'a' * 16}… ，应为 {'b' * 16}… "),
        (Difference("signatures", None, "张三"), "签字：缺 张三 的签字。"),
        (Difference("draw.drawn", {"lead": ["e1"]}, {"lead": ["e2"]}), "抽到的人：对不上"),
        (Difference("conclusion", CONCLUSION, {**CONCLUSION, "passed": 3}), "结论里的人数：记录为“应考 4 人"),
        (Difference("signature", "kid", "unknown_key"), "系统签名：签名用的密钥不在公钥列表里"),
        (Difference("signature", ["a", 1], ["b", 1]), "系统签名：签名里的密钥或时间"),
        (Difference("pages", "unsigned", "whole"), "页面：看得见的页面没有系统签名"),
        (Difference("pages", "x" * 64, "y" * 64), "页面：页面的签名是另一份记录的。"),
    ],
)
def test_a_difference_in_words(difference, words):
    assert describe(difference).startswith(words)
