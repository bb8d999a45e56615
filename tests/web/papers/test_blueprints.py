"""The blueprint builder: measures while people change it, refuses what cannot be filled, saves, retires."""

import pytest

from examapp.extensions import db
from examapp.models.bank import Blueprint, BlueprintRevision
from examapp.services.papers.blueprint_pools import audience_of, published_entries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = {
    "cell_count": 3, "minutes": 5, "cut_score": 80, "tolerance": 4, "cases": 0, "case_points": 10,
    "topics_0": ["fire"], "count_0": 2, "points_0": 10, "min_0": 1, "max_0": 5,
    "topics_1": ["emergency", "ppe_signs"], "count_1": 3, "points_1": 10, "min_1": 1, "max_1": 5,
    "count_2": 1, "points_2": 10, "min_2": 1, "max_2": 5,
}  # fmt: skip


@pytest.fixture
def blueprint(world) -> Blueprint:
    return db.session.query(Blueprint).filter_by(role="other", purpose="spot").one()


def test_each_cell_says_the_live_size_of_its_pool_and_a_short_one_is_red_with_words(blueprint, sign_in):
    size = sum(
        item.topic == "fire" and not item.case_id for item in audience_of(blueprint, published_entries())
    )
    admin = sign_in("bank_admin")
    told = admin.post(f"/blueprints/{blueprint.id}/measure", FORM).json
    assert f"可抽 {size} 题" in told["cells"][0]["words"]
    assert told["cells"][2] == {"words": "还没选主题", "kind": ""}
    assert told["feasible"]
    short = admin.post(
        f"/blueprints/{blueprint.id}/measure", {**FORM, "count_0": 100, "min_0": 3, "max_0": 3}
    ).json
    assert short["cells"][0]["kind"] == "bad"
    assert "还差" in short["cells"][0]["words"]
    assert not short["feasible"]
    assert "满分" not in short["total"]["words"]


def test_the_page_says_what_a_person_who_knows_earns_beside_the_pass_line_and_warns_below_it(
    blueprint, sign_in
):
    admin = sign_in("bank_admin")
    fair = admin.post(f"/blueprints/{blueprint.id}/measure", {**FORM, "cut_score": 60}).json["total"]
    assert "会的人预计" in fair["words"]
    assert "合格线 60" in fair["words"]
    assert fair["kind"] == "ok"
    hard = admin.post(f"/blueprints/{blueprint.id}/measure", {**FORM, "cut_score": 95}).json["total"]
    assert hard["kind"] == "warn"
    assert "会的人也多半过不了" in hard["words"]
    assert "低于合格线" not in admin.get("/blueprints/").text


def test_a_hold_shows_at_once_in_the_size_of_the_pool(blueprint, sign_in):
    admin = sign_in("bank_admin")
    before = admin.post(f"/blueprints/{blueprint.id}/measure", FORM).json
    db.session.execute(db.text("update bank_items set state = 'on_hold' where topic = 'fire'"))
    db.session.commit()
    after = admin.post(f"/blueprints/{blueprint.id}/measure", FORM).json
    assert before["feasible"]
    assert (after["feasible"], after["cells"][0]["kind"]) == (False, "bad")


def test_the_picture_of_a_thousand_papers_stands_in_words_too(blueprint, sign_in):
    page = sign_in("bank_admin").post(f"/blueprints/{blueprint.id}/simulation", FORM).text
    assert 'role="img" aria-label="每份试卷的预计得分：' in page
    assert "抽 1,000 份看看" in page
    assert "标准差" in page


def test_without_a_script_the_buttons_add_a_cell_and_show_the_picture(blueprint, sign_in):
    admin = sign_in("bank_admin")
    assert "第 4 格" in admin.post(f"/blueprints/{blueprint.id}", {**FORM, "do": "add"}).text
    assert "每份试卷的预计得分" in admin.post(f"/blueprints/{blueprint.id}", {**FORM, "do": "simulate"}).text
    assert db.session.query(BlueprintRevision).filter_by(blueprint_id=blueprint.id).count() == 1


def test_saving_makes_a_new_revision_and_an_infeasible_one_is_refused_in_words(blueprint, sign_in):
    admin = sign_in("bank_admin")
    refused = admin.post(f"/blueprints/{blueprint.id}", {**FORM, "count_0": 100, "min_0": 3, "max_0": 3})
    assert refused.status_code == 422
    assert "还差" in refused.text
    assert admin.post(f"/blueprints/{blueprint.id}", FORM).status_code == 303
    assert "现在是第 2 版" in admin.get(f"/blueprints/{blueprint.id}").text
    assert admin.post(f"/blueprints/{blueprint.id}", {**FORM, "minutes": 0}).status_code == 422


def test_a_post_blueprint_can_be_retired_and_the_last_general_one_cannot(blueprint, sign_in):
    special = db.session.query(Blueprint).filter_by(role="key_post", post="hot_work", purpose="spot").one()
    admin = sign_in("bank_admin")
    assert admin.post(f"/blueprints/{special.id}/retire").status_code == 303
    assert admin.get(f"/blueprints/{special.id}").status_code == 404
    last = admin.post(f"/blueprints/{blueprint.id}/retire")
    assert last.status_code == 422
    assert "最后一份" in last.text
    assert sign_in("county").post(f"/blueprints/{blueprint.id}/retire").status_code == 409


def test_a_new_one_for_an_industry_starts_from_another_and_is_used_for_these_people_alone(blueprint, sign_in):
    admin = sign_in("bank_admin")
    assert "从哪份方案改起" in admin.get("/blueprints/new").text
    form = {"name": "仓库抽考", "role": "other", "industry": "gongmao", "post": "", "source": blueprint.id}
    made = admin.post("/blueprints/new", form)
    assert made.status_code == 303
    held = db.session.query(Blueprint).filter_by(name="仓库抽考").one()
    assert (held.role, held.industry, held.post, held.purpose, held.region_id) == (
        "other",
        "gongmao",
        None,
        "spot",
        None,
    )
    assert "仓库抽考" in admin.get(made.headers["Location"]).text
    again = admin.post("/blueprints/new", {**form, "name": "再来一份"})
    assert again.status_code == 422
    assert "这类人员已有“仓库抽考”" in again.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "请给组卷方案写个名称"),
        ({"role": "boss"}, "人员类别"),
        ({"role": "key_post", "industry": "gongmao", "source": "lead"}, "题库里能用的只有"),
    ],
)
def test_a_new_one_that_cannot_work_is_refused_in_words_and_nothing_is_kept(
    blueprint, sign_in, change, words
):
    lead = db.session.query(Blueprint).filter_by(role="lead", purpose="spot", industry="fireworks").one()
    form = {"name": "新方案", "role": "other", "industry": "smelting", "source": blueprint.id, **change}
    form["source"] = lead.id if form["source"] == "lead" else form["source"]
    count = db.session.query(Blueprint).count()
    refused = sign_in("bank_admin").post("/blueprints/new", form)
    assert refused.status_code == 422
    assert words in refused.text
    assert db.session.query(Blueprint).count() == count


def test_only_those_who_manage_blueprints_make_new_ones(world, sign_in):
    assert sign_in("reviewer").get("/blueprints/new").status_code == 403


def test_an_emptied_number_of_items_is_told_and_takes_no_cell_out(blueprint, sign_in):
    admin, before = sign_in("bank_admin"), blueprint.revision
    answer = admin.post(f"/blueprints/{blueprint.id}", {**FORM, "count_0": ""})
    assert (answer.status_code, "第 1 格没有填题数" in answer.text) == (422, True)
    assert db.session.get(Blueprint, blueprint.id, populate_existing=True).revision == before
