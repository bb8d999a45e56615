"""Writing and reviewing items through the pages: the plain form, the script's answers, the decision, the life after that."""

import io
import re
from html import unescape

import pytest
from PIL import Image

from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.services.items import item_drafting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SINGLE = {
    "type": "single",
    "stem": "进入受限空间前，先做什么？",
    "choice_id": ["a", "b", "c", "d"],
    "choice_text": ["先通风再检测气体", "先进去看看情况", "先给工友打电话", ""],
    "choice_area": ["", "", "", ""],
    "right": "a",
    "shuffle": "1",
    "rationale": "先通风、再检测、后作业。",
    "law": "work-safety-law-2021",
    "article": "41",
    "topic": "confined_space",
    "difficulty": "2",
    "roles": ["key_post", "manager"],
}


def begin(browser, kind: str = "single") -> int:
    answer = browser.post("/items/new", {"type": kind})
    assert answer.status_code == 303
    return int(re.search(r"/items/(\d+)/edit", answer.headers["Location"]).group(1))


def version_of(draft_id: int) -> int:
    return db.session.get(ItemDraft, draft_id, populate_existing=True).version


def keep(browser, draft_id: int, version: int | None = None, **changes):
    version = version_of(draft_id) if version is None else version
    return browser.post(f"/items/{draft_id}/edit", {**SINGLE, "version": version, **changes})


def submitted(browser, **changes) -> int:
    draft_id = begin(browser)
    answer = keep(browser, draft_id, do="submit", **changes)
    assert answer.status_code == 303, answer.text
    return draft_id


def picture_bytes(colour: str = "orange", kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(buffer, kind)
    return buffer.getvalue()


def test_the_plain_form_keeps_every_field_and_shows_it_again(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = begin(author)
    assert keep(author, draft_id).status_code == 303
    content = db.session.get(ItemDraft, draft_id, populate_existing=True).data
    assert [one["text"] for one in content["choices"]] == SINGLE["choice_text"][:3]
    assert (content["answer_key"], content["difficulty"], content["roles"]) == (
        ["a"],
        2,
        ["key_post", "manager"],
    )
    assert content["citations"] == [{"law": "work-safety-law-2021", "article": "41"}]
    page = author.get(f"/items/{draft_id}/edit").text
    assert "先通风再检测气体" in page
    assert page.count('data-part="choice"') == 5
    assert "可以送审" in page


@pytest.mark.parametrize(
    ("kind", "fields", "key"),
    [
        ("judgement", {"judged": "false"}, ["false"]),
        ("numeric", {"number": " 19.5 ", "unit": "%", "tolerance": "0.1"}, ["19.5"]),
        ("blank", {"wordings": "组织疏散\r\n疏散人员\r\n"}, ["组织疏散", "疏散人员"]),
        (
            "ordering",
            {"choice_id": ["c", "a", "b"], "choice_text": ["断电", "验电", "挂牌"]},
            ["c", "a", "b"],
        ),
        ("multiple", {"right": ["b", "a"]}, ["a", "b"]),
    ],
)
def test_each_type_has_its_own_answer(world, sign_in, kind, fields, key):
    author = sign_in("bank_admin")
    draft_id = begin(author, kind)
    answer = keep(author, draft_id, type=kind, do="submit", **fields)
    assert answer.status_code == 303, answer.text
    draft = db.session.get(ItemDraft, draft_id, populate_existing=True)
    assert (draft.data["answer_key"], draft.state) == (key, "in_review")
    assert author.get(f"/items/{draft_id}").status_code == 200
    assert author.get(f"/items/{draft_id}/edit").status_code == 200


def test_a_hotspot_item_keeps_its_areas_and_says_in_plain_words_which_are_missing(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = begin(author, "hotspot")
    file = {"file": (io.BytesIO(picture_bytes()), "x.png"), "alt": "车间里的三个气瓶"}
    kept = author.post(f"/items/{draft_id}/picture", file, content_type="multipart/form-data").get_json()
    fields = {f"picture_{name}": value for name, value in kept.items()}
    areas = ["rect 100 100 200 200", "circle 500 500 90", ""]
    fields |= {"type": "hotspot", "choice_id": ["a", "b", "c"], "choice_area": areas}
    fields["choice_text"] = ["左边的气瓶", "中间的气瓶", "右边的气瓶"]
    refused = keep(author, draft_id, do="submit", **fields)
    assert refused.status_code == 422
    assert "还没有在图上画出来" in refused.text
    fields["choice_area"] = [*areas[:2], "rect 800 100 200 900"]
    assert keep(author, draft_id, do="submit", **fields).status_code == 303
    page = author.get(f"/items/{draft_id}").text
    assert "是隐患" in page
    assert "车间里的三个气瓶" in page


def test_an_unfinished_item_is_not_submitted_and_every_fault_stands_beside_its_field(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = begin(author)
    answer = keep(author, draft_id, do="submit", stem="", right="")
    assert answer.status_code == 422
    assert "这道题还有" in answer.text
    assert "data-checked" in answer.text
    stem = answer.text[answer.text.index('id="faults-stem"') :]
    assert "还没有填题干" in stem[: stem.index("</ul>")]
    key = answer.text[answer.text.index('id="faults-answer_key"') :]
    assert "还没有点出正确答案" in key[: key.index("</ul>")]
    assert db.session.get(ItemDraft, draft_id, populate_existing=True).state == "draft"


def test_a_picture_is_stored_clean_and_an_svg_or_a_text_is_refused_S18(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = begin(author)

    def send(content: bytes):
        data = {"file": (io.BytesIO(content), "x.png"), "alt": "橙色的方块"}
        return author.post(f"/items/{draft_id}/picture", data, content_type="multipart/form-data")

    kept = send(picture_bytes()).get_json()
    assert (kept["width"], kept["height"], kept["alt"]) == (320, 200, "橙色的方块")
    assert author.get(f"/pictures/{kept['digest']}").status_code == 200
    svg = send(
        b"<?xml version='1.0'?><SVG xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></SVG>"
    )
    assert (svg.status_code, "脚本" in svg.text) == (422, True)
    assert send(b"no picture at all").status_code == 422
    data = {**SINGLE, "version": version_of(draft_id), "picture_alt": "蓝色的方块"}
    data["picture_file"] = (io.BytesIO(picture_bytes("blue", "JPEG")), "x.jpg")
    assert author.post(f"/items/{draft_id}/edit", data, content_type="multipart/form-data").status_code == 303
    assert db.session.get(ItemDraft, draft_id, populate_existing=True).data["picture"]["alt"] == "蓝色的方块"


def test_the_script_saves_with_the_version_and_is_told_when_another_was_quicker(world, sign_in):
    author, other = sign_in("bank_admin"), sign_in("reviewer")
    draft_id = begin(author)
    first = author.post(f"/items/{draft_id}/save", {**SINGLE, "version": 1}).get_json()
    assert first["version"] == 2
    assert all(not one["hard"] for one in first["faults"])
    late = other.post(
        f"/items/{draft_id}/save",
        {**SINGLE, "stem": "别的题干", "version": 1},
        headers={"Accept": "application/json"},
    )
    assert late.status_code == 409
    assert late.get_json()["error"] == "draft_changed"
    assert late.get_json()["data"]["who"] == world["accounts"]["bank_admin"].name
    page = keep(other, draft_id, version=1, stem="进入受限空间以前，先做什么？")
    assert page.status_code == 409
    assert re.search(r"<ins>.*?以", page.text)
    assert 'name="stem" value="进入受限空间以前，先做什么？"' in page.text
    assert keep(other, draft_id, version=2, stem="进入受限空间以前，先做什么？").status_code == 303


def test_lint_speaks_of_the_words_as_they_stand_and_keeps_nothing(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = begin(author)
    told = author.post(f"/items/{draft_id}/lint", {**SINGLE, "stem": "下列哪项不属于先做的事？", "right": ""})
    faults = {one["field"]: one for one in told.get_json()["faults"]}
    assert (faults["answer_key"]["hard"], faults["stem"]["hard"]) == (True, False)
    assert "不属于" in faults["stem"]["text"]
    words = "".join(one["text"] + one["label"] for one in told.get_json()["faults"])
    assert not re.search(r"[a-z]{3}", words), words
    assert version_of(draft_id) == 1


def test_the_preview_may_be_framed_by_our_own_pages_only(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = begin(author)
    assert (
        "frame-ancestors 'self'"
        in author.get(f"/items/{draft_id}/preview").headers["Content-Security-Policy"]
    )
    assert (
        "frame-ancestors 'none'" in author.get(f"/items/{draft_id}/edit").headers["Content-Security-Policy"]
    )


def test_words_with_markup_are_shown_as_text_S15(world, sign_in):
    author = sign_in("bank_admin")
    draft_id = submitted(
        author, stem='<script>alert(1)</script>"哪个对？', rationale="<img src=x onerror=alert(1)>"
    )
    for path in (
        f"/items/{draft_id}",
        f"/items/{draft_id}/edit",
        f"/items/{draft_id}/preview",
        "/items/drafts?view=all",
    ):
        page = author.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path


def test_every_shipped_item_passes_through_the_form_unchanged(world, sign_in, ports):
    """The editor loses nothing of what an item may hold: one item of each type, opened and kept without a change."""
    author = sign_in("bank_admin")
    for kind in ("single", "multiple", "judgement", "ordering", "numeric"):
        row = db.session.query(BankItem).filter_by(type=kind, state="published").order_by(BankItem.id).first()
        draft = item_drafting.edit_item(row.id, actor=world["actors"]["bank_admin"], now=ports.clock.now())
        before, draft_id = draft.data, draft.id
        db.session.commit()
        page = author.get(f"/items/{draft_id}/edit").text
        assert keep_as_shown(author, draft_id, page).status_code == 303
        after = db.session.get(ItemDraft, draft_id, populate_existing=True).data
        if kind == "ordering":
            before["choices"].sort(key=lambda one: before["answer_key"].index(one["id"]))
        assert after == before, row.id


def keep_as_shown(browser, draft_id: int, page: str):
    """Post what a browser without a script would: every successful control of the form as it stands."""
    form = page[page.index('class="editor"') : page.index("</form>", page.index('class="editor"'))]
    data: dict[str, list] = {}
    pattern = (
        r'<input\b[^>]*?name="(?P<name>\w+)"[^>]*>|<textarea[^>]*name="(?P<area>\w+)"[^>]*>(?P<text>.*?)</textarea>'
        r'|<select[^>]*name="(?P<pick>\w+)"[^>]*>(?P<options>.*?)</select>'
    )
    for found in re.finditer(pattern, form, re.DOTALL):
        tag = found.group()
        if found["area"]:
            data.setdefault(found["area"], []).append(unescape(found["text"]))
        elif found["pick"]:
            chosen = re.search(r'<option value="([^"]*)"[^>]* selected', found["options"])
            first = re.search(r'<option value="([^"]*)"', found["options"])
            data.setdefault(found["pick"], []).append((chosen or first)[1])
        elif not re.search(r'type="(file|submit)"', tag) and (
            " checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        ):
            value = re.search(r'value="([^"]*)"', tag)
            data.setdefault(found["name"], []).append(unescape(value[1]) if value else "on")
    data.pop("drop_picture", None)
    return browser.post(f"/items/{draft_id}/edit", data)
