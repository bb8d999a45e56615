"""Somebody on no list who is written down by the inspector: one form with the walk-in's own."""

from tests.services.cards.papers import open_on_paper


def test_the_inspector_s_form_asks_what_the_walk_in_s_form_asks_and_tells_the_same_beside_the_field(
    app, world, ports, sign_in
):
    quiz = open_on_paper(world, ports)
    tablet = sign_in("inspector")
    path = f"/tablet/quizzes/{quiz.id}/paper/newcomer"
    page = tablet.get(path).text
    assert "这个人是" in page
    assert "证件号码最后四位" in page
    refused = tablet.post(path, {"name": "甲某", "id_tail": "12", "role": "key_post"})
    assert (refused.status_code, 'id="tail-error"' in refused.text) == (422, True)
    form = {"name": "甲某", "id_tail": " 0123", "role": "key_post", "document_kind": "mainland_id"}
    assert tablet.post(path, form).status_code == 303
