"""A newcomer brings the questions of the office: a messy Word file, a GBK table, pasted text;
and gives items out again.
"""

import re
import shutil

import pytest

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.services.items.item_contents import get_items
from tests.adapters.item_files.office import Office, collected_word, messy_word
from tests.adapters.item_files.samples import GBK
from tests.browser.devices import assert_no_axe_findings, take_screenshot
from tests.databases import demo_folder, make_settings
from tests.servers import Server

NOTED = "某某市安全生产知识题库,,,,,,,\r\n说明：答案填字母，判断题填对或错,,,,,,,\r\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def office_server(tmp_path_factory):
    """The demonstration city, and one item of its bank to copy."""
    folder = tmp_path_factory.mktemp("office") / "data"
    shutil.copytree(demo_folder(), folder)
    with create_app(make_settings(folder)).app_context():
        held = db.session.query(BankItem).filter_by(state="published").order_by(BankItem.id).limit(400)
        items = get_items((one.id, one.revision) for one in held).values()
        shipped = next(one for one in items if one.type == "single" and not one.picture)
        db.session.remove()
        db.engine.dispose()
    made = Server(folder).start()
    yield made, shipped
    made.stop()


def enter(server: Server, page):
    page.goto(server.demo_links()["bank_admin"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def look_at(page, name: str) -> None:
    """A picture, no finding, and nothing wider than the window."""
    take_screenshot(page, name)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), page.url
    assert_no_axe_findings(page)


def start_import(page, server: Server) -> None:
    page.goto(f"{server.url}/bank")
    page.get_by_role("link", name="导入题目").click()


def upload(page, name: str, content: bytes, media_type: str) -> None:
    page.get_by_label("题目文件").set_input_files({"name": name, "mimeType": media_type, "buffer": content})
    page.get_by_role("button", name="看看读到什么").first.click()
    page.get_by_role("heading", name="看看读到了什么").wait_for()


def test_a_newcomer_imports_a_messy_word_file_chooses_takes_and_undoes(office_server, open_page):
    server, _ = office_server
    page = enter(server, open_page("desktop"))
    start_import(page, server)
    look_at(page, "desktop/bank_admin/item_import_new")
    upload(page, "月考试题.docx", messy_word(), WORD)
    assert "读到 6 题：6 题可以导入" in page.locator("main").inner_text()
    look_at(page, "desktop/bank_admin/item_import_preview")
    rows = page.locator("main tbody tr")
    assert rows.count() == 6
    image = rows.nth(1).get_by_role("img", name="一台测氧仪")
    image.scroll_into_view_if_needed()
    image.evaluate("one => one.decode()")
    for number in (0, 3):
        rows.nth(number).get_by_role("checkbox").check()
    page.get_by_role("button", name="只导入勾选的").click()
    page.get_by_text("已导入 2 题").wait_for()
    look_at(page, "desktop/bank_admin/item_import_taken")
    page.get_by_role("link", name="一起填写主题、人员、依据").click()
    page.get_by_role("link", name="看看建议").click()
    page.get_by_text("找到了相近的题").wait_for()
    look_at(page, "desktop/bank_admin/item_filling")
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_role("button", name="是，全部撤回").click()
    page.get_by_text("这次导入已经撤回").wait_for()
    look_at(page, "desktop/bank_admin/item_import_undone")


def test_a_newcomer_takes_a_collection_of_several_hands_and_finds_the_drafts(office_server, open_page):
    server, _ = office_server
    page = enter(server, open_page("phone"))
    start_import(page, server)
    upload(page, "各车间题库.docx", collected_word(), WORD)
    text = page.locator("main").inner_text()
    assert "读到 9 题：9 题可以导入" in text
    # A note above the questions is no loss: it stands behind a fold, and nobody is asked to look.
    assert "说明：本题库由各车间汇总" in page.locator("main").text_content()
    assert page.locator("input[name=looked]").count() == 0
    assert page.get_by_text("B．切断电源").count() == 1
    look_at(page, "phone/bank_admin/item_import_collection")
    page.get_by_role("button", name=re.compile("导入全部可以导入的")).click()
    page.get_by_text("已导入 9 题").wait_for()
    page.get_by_role("link", name="一起填写主题、人员、依据").click()
    page.get_by_label("难度").select_option("2")
    look_at(page, "phone/bank_admin/item_filling")
    page.get_by_role("button", name="填到勾选的题里").click()
    page.get_by_text("已填写 9 题").wait_for()
    page.goto(f"{server.url}/bank-imports")
    page.locator("main .row-link").first.click()
    page.get_by_role("link", name=re.compile("草稿")).first.click()
    page.get_by_role("link", name="灭火器压力表的指针应当在").wait_for()


def test_a_gbk_table_tells_what_to_mend_by_its_cell(office_server, open_page):
    server, _ = office_server
    page = enter(server, open_page("tablet"))
    start_import(page, server)
    upload(page, "考试题目.csv", (NOTED + GBK).encode("gb18030"), "text/csv")
    text = page.locator("main").inner_text()
    assert "读到 4 题：3 题可以导入" in text
    assert "B7 格" in text
    assert "答案“E”里的 E 不是这道题的选项" in text
    look_at(page, "tablet/bank_admin/item_import_preview")
    page.get_by_role("link", name=re.compile("要先改的")).click()
    assert page.locator("main tbody tr").count() == 1
    page.get_by_role("link", name=re.compile("全部")).first.click()
    page.get_by_role("button", name=re.compile("导入全部可以导入的")).click()
    page.get_by_text("已导入 3 题").wait_for()


ODD = "考什么,甲,乙,丙,选哪个\n灭火器放在哪里最方便拿？,看得见处,柜子里,仓库里,A\n着火时先做什么才对？,报警,乘电梯,拍照,A\n"


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_table_that_nobody_understands_is_read_as_the_newcomer_says(office_server, open_page, device):
    server, _ = office_server
    page = enter(server, open_page(device))
    start_import(page, server)
    # The second device has another header: the first one's would be remembered.
    table = ODD if device == "desktop" else ODD.replace("考什么", "问什么")
    page.get_by_label("题目文件").set_input_files(
        {"name": "各车间.csv", "mimeType": "text/csv", "buffer": table.encode("gb18030")}
    )
    page.get_by_role("button", name="看看读到什么").first.click()
    page.get_by_role("heading", name="指明各列").wait_for()
    for column, field in (
        ("A", "题干"),
        ("B", "选项（一列一个）"),
        ("C", "选项（一列一个）"),
        ("D", "选项（一列一个）"),
        ("E", "答案"),
    ):
        page.get_by_label(f"{column} 列是").select_option(field)
    look_at(page, f"{device}/bank_admin/item_import_columns")
    page.get_by_role("button", name="按这样读一遍").click()
    page.get_by_text("读到 2 题：2 题可以导入").wait_for()
    assert "按您指明的读，2 题" in page.locator("main").inner_text()
    look_at(page, f"{device}/bank_admin/item_import_mapped")


def test_a_double_of_the_bank_stands_beside_on_a_phone(office_server, open_page):
    server, shipped = office_server
    page = enter(server, open_page("phone"))
    made = Office()
    made.line("一、单选题")
    letters = made.new_list(("upperLetter", "%1．"))
    made.line(f"1．{shipped.stem}")
    for choice in shipped.choices:
        made.line(choice.text, of=letters)
    made.line(f"答案：{''.join(shipped.answer_key).upper()}")
    made.line("2．这道新题没有人写过，选哪个？（A）")
    made.line("A．第一个　　B．第二个")
    start_import(page, server)
    look_at(page, "phone/bank_admin/item_import_new")
    upload(page, "旧题.docx", made.bytes(), WORD)
    row = page.locator("main tbody tr").first
    assert "完全一样" in row.inner_text()
    assert row.get_by_role("link", name=re.compile(shipped.id)).count() == 1
    look_at(page, "phone/bank_admin/item_import_preview")
    page.get_by_role("button", name="导入全部，但跳过完全一样的").click()
    page.get_by_text("已导入 1 题").wait_for()


def test_pasted_text_is_read_and_a_file_of_no_use_is_refused_in_plain_words(office_server, open_page):
    server, _ = office_server
    page = enter(server, open_page("desktop"))
    start_import(page, server)
    page.get_by_label("题目文字").fill(
        "1. 可以带病作业。（×）\n2. 谁可以动火？（B）\nA. 谁都行  B. 有证的人\n"
    )
    page.get_by_role("button", name="看看读到什么").last.click()
    page.get_by_role("heading", name="看看读到了什么").wait_for()
    assert page.locator("main tbody tr").count() == 2
    start_import(page, server)
    page.get_by_label("题目文件").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    page.get_by_role("button", name="看看读到什么").first.click()
    page.get_by_text("PDF 损坏，读不出来").wait_for()
    look_at(page, "desktop/bank_admin/item_import_refused")
    page.goto(f"{server.url}/bank-imports")
    look_at(page, "desktop/bank_admin/item_imports")


def test_items_are_given_out_with_what_the_format_loses_told_first(office_server, open_page):
    server, _ = office_server
    page = enter(server, open_page("desktop"))
    page.goto(f"{server.url}/bank")
    page.get_by_role("link", name="导出题目").click()
    page.get_by_label("格式", exact=True).select_option("gift")
    page.get_by_role("button", name="看看结果").click()
    page.get_by_text("会丢掉").wait_for()
    look_at(page, "desktop/bank_admin/item_export")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("^下载")).click()
    assert "{" in waiting.value.path().read_text(encoding="utf-8-sig")


def test_the_export_page_fits_a_phone(office_server, open_page):
    server, _ = office_server
    page = enter(server, open_page("phone"))
    page.goto(f"{server.url}/bank-exports")
    look_at(page, "phone/bank_admin/item_export")


ACCOUNT = """某某公司安全生产题库
一、单选题
1. 火警电话是（ ）。
A. 119
B. 120
答案：A
某市安全培训题库  第1页
2. 急救电话是（ ）。
A. 119
B. 120
答案：B
解析：急救电话是 120，故选A。
某市安全培训题库  第2页
5. 高处作业要系（ ）。
A. 安全带
B. 领带
答案：A
这一行不知道属于哪道题
某市安全培训题库  第3页
二、判断题
1. 电压的单位是伏特（V）。
2. 有限空间作业要先检测。（√）
3. 火警电话是 119。（√）
参考答案
9. A
"""


@pytest.mark.parametrize("device", ["desktop", "tablet", "phone"])
def test_nothing_of_a_file_vanishes_and_all_is_taken_only_after_a_look(office_server, open_page, device):
    server, _ = office_server
    page = enter(server, open_page(device))
    start_import(page, server)
    upload(page, "题库.txt", ACCOUNT.encode(), "text/plain")
    text = page.locator("main").inner_text()
    assert "文件里有 6 个答案、6 个题号，读到 6 题；缺单选题第 3、4 题。" in text
    assert "没有用到的 5 段" in text
    assert "这一行不知道属于哪道题" in text
    assert "某市安全培训题库  第2页" in page.locator("#unused-parts ~ ul").inner_html()
    look_at(page, f"{device}/bank_admin/item_import_account")
    page.get_by_role("link", name="对照原文，改分错的地方").click()
    page.get_by_text("这一行不知道属于哪道题").click()
    page.get_by_role("button", name="和上一题合并").click()
    page.get_by_text("和上一题合并，重新读了一遍").wait_for()
    look_at(page, f"{device}/bank_admin/item_import_source")
    page.get_by_role("button", name="撤销这一步").click()
    page.get_by_text("重新读了一遍").wait_for(state="detached")
    page.get_by_role("link", name="回到预览，去导入").click()
    button = page.get_by_role("button", name=re.compile("导入全部可以导入的"))
    button.click()
    assert page.locator("input[name=looked]:invalid").count() == 1
    page.get_by_label(re.compile("我看过了")).check()
    button.click()
    page.get_by_text("已导入 4 题").wait_for()
