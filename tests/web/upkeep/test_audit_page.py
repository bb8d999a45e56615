"""The audit log as the auditor reads it: people's names, our own time, acts in words."""

import re

from examapp.web.upkeep.audit.labels import fact_words


def test_the_log_names_people_acts_and_local_times(sign_in, world):
    page = sign_in("inspector")
    page.get("/inspections")
    text = sign_in("auditor").get("/audit").text
    assert world["accounts"]["inspector"].name in text
    assert "account:" not in text


def test_the_log_is_narrowed_by_act_and_by_day_in_shanghai(sign_in, ports):
    auditor = sign_in("auditor")
    assert "同步题库" in auditor.get("/audit?act=bank.synced").text.split("<tbody>")[1]
    today = ports.clock.now().astimezone().strftime("%Y-%m-%d")
    assert "<tbody>" in auditor.get(f"/audit?day={today}").text
    for empty in ("?day=1999-01-01", "?act=no.such.act"):
        assert "没有符合的记录" in auditor.get(f"/audit{empty}").text
    assert "<tbody>" in auditor.get("/audit?day=nonsense").text


def test_every_act_says_to_whom_and_what_in_words_and_keeps_the_entry_behind_a_tap(sign_in, world):
    administrator, named = sign_in("administrator"), world["accounts"]["inspector"]
    administrator.post(f"/accounts/{named.id}/state", data={"state": "locked"})
    rows = sign_in("auditor").get("/audit?act=account.state").text.split("<tbody>")[1]
    assert named.name in rows
    assert "状态：停用" in rows
    outside = re.sub("<code.*?</code>", "", rows)
    assert "locked" not in outside
    assert "{" not in outside


def test_a_fact_of_an_entry_has_words_or_stays_in_the_entry():
    facts = {
        "score_tenths": 855,
        "passed": True,
        "how": "self",
        "digest": "ab" * 32,
        "drawn": {"lead": []},
        "reason": "",
    }
    assert fact_words(facts) == [("得分", "85.5"), ("合格", "是"), ("方式", "自己交卷")]
