"""The audit log as the auditor reads it: people's names, our own time, acts in words."""


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
