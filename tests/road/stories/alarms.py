"""A workshop is interrupted: the power fails, somebody cannot read; the record says so and the firm gets it by link."""

import json

from tests.browser.field import end_answering
from tests.road import acts
from tests.road.bureaus import CROWD_FIRM
from tests.road.plain_phones import PlainPhone
from tests.road.roads import Road


def everybody_is_paused_and_somebody_is_read_to_and_both_stand_on_the_record(road: Road) -> str:
    """Clocks stand, what was answered stays, time goes on as it stood; the firm opens the record by its link."""
    bureau = road.bureau()
    tablet, code = bureau.open_quiz(road.windows, CROWD_FIRM, (), login="lu")
    phone = PlainPhone(bureau.site.url, "停电工", "3333")
    phone.walk_in(code)
    acts.nod(tablet, phone.name)
    phone.begin()
    phone.answer(phone.slots[0])
    tablet.get_by_role("link", name="暂停答题…").click()
    tablet.get_by_role("button", name="临时停电").click()
    tablet.wait_for_selector("text=暂停")
    left = phone.stands_at()
    phone.answer(phone.slots[1])
    assert phone.stands_at() == left
    tablet.get_by_role("button", name="恢复答题").first.click()
    tablet.get_by_role("button", name="恢复答题").first.wait_for(state="detached")
    assert phone.stands_at() is None
    tablet.locator(".person-row", has=tablet.get_by_text(phone.name, exact=True)).locator("a").first.click()
    reading = tablet.locator("form", has=tablet.get_by_role("heading", name="念题给本人听"))
    reading.locator("button").first.click()
    tablet.wait_for_url("**/board")
    phone.answer_all()
    phone.hand_in()
    end_answering(tablet)
    acts.sign(tablet, bureau.site)
    tablet.get_by_role("button", name="生成抽考记录").click()
    tablet.wait_for_selector("text=已完成")
    address = tablet.inner_text("#record-address")
    firm = bureau.phone(road.windows)
    firm.goto(address)
    firm.wait_for_selector("dt:has-text('暂停答题')", state="attached")
    data = tablet.locator("a:has-text('下载数据（核对用）')").get_attribute("href")
    content = json.loads(tablet.request.get(f"{bureau.site.url}{data}").body())
    acts.download_record(tablet, bureau.site, "alarm")
    assert [pause["reason"] for pause in content["pauses"]] == ["临时停电"]
    assert [bool(person.get("read_aloud")) for person in content["participants"]] == [True]
    return f"停在 {left // 1000} 秒，记录写明暂停和念题"
