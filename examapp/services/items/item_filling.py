"""Many drafts at once: topic, people, difficulty and law, given by hand or as similar items of the bank have them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from examapp.domain.articles import read_article
from examapp.domain.errors import DomainError
from examapp.domain.item_contents import clean_content, content_of
from examapp.domain.item_suggestions import FIELDS, Suggester, Suggestion
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.services.core.audit import record_act
from examapp.services.core.law_register import current_laws
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.items.item_contents import get_items

MOST_DRAFTS = 1_000
_CHUNK = 500


def list_fillable(*, author_id: int | None = None, import_id: int | None = None) -> list[ItemDraft]:
    """Drafts that nobody reviews yet: of a batch, or of one author; the newest MOST_DRAFTS in the order they came."""
    query = select(ItemDraft).where(ItemDraft.state == "draft")
    own = ItemDraft.author_id == author_id if import_id is None else ItemDraft.import_id == import_id
    query = query.where(own)
    rows = db.session.scalars(query.order_by(ItemDraft.id.desc()).limit(MOST_DRAFTS))
    return list(rows)[::-1]


def suggest_facts(drafts: Sequence[ItemDraft]) -> dict[int, Suggestion]:
    """For each draft with something empty what similar items of the bank say of it; only fields that are empty."""
    suggester = _suggester()
    found: dict[int, Suggestion] = {}
    for draft in drafts:
        content = draft.data
        empty = [name for name in FIELDS if not content.get(name)]
        near = suggester.suggest(_words(content)) if empty else None
        facts = {name: value for name, value in near.facts.items() if name in empty} if near else {}
        if facts:
            found[draft.id] = Suggestion(facts, near.like, near.share)
    return found


def _suggester() -> Suggester:
    rows = db.session.execute(
        select(BankItem.id, BankItem.revision).where(BankItem.state == "published")
    ).all()
    items = get_items((row.id, row.revision) for row in rows).values()
    contents = sorted((item.id, content_of(item)) for item in items)
    return Suggester(
        (key, _words(content), {name: content.get(name) for name in FIELDS}) for key, content in contents
    )


def _words(content: Mapping) -> str:
    return " ".join([content.get("stem", ""), *(one["text"] for one in content.get("choices", []))])


def fill_drafts(
    draft_ids: Iterable[int], facts: Mapping[str, object], *, replace: bool, actor: Actor, now: datetime
) -> int:
    """Give all these drafts the same facts, empty ones only or (replace) all; gives how many changed, again 0.

    All in one transaction. Raises drafts_not_chosen, facts_missing, citation_without_article, draft_closed,
    draft_malformed.
    """
    given = {name: facts[name] for name in FIELDS if facts.get(name)}
    if not given:
        raise DomainError("facts_missing")
    _check_articles(given.get("citations", ()))
    return _fill(dict.fromkeys(draft_ids, given), replace, "by_hand", actor, now)


def _check_articles(citations: Iterable[Mapping]) -> None:
    """No law gets an article that it does not have; clauses of standards are looked at in the review."""
    laws = current_laws()
    for citation in citations:
        law, article = laws.get(citation["law"]), read_article(citation["article"])
        if law is None or (law.last and not (article.isdecimal() and law.first <= int(article) <= law.last)):
            facts = {"name": law.name, "first": law.first, "last": law.last} if law else {}
            raise DomainError("citation_without_article", article=article[:20], **facts)


def fill_as_suggested(draft_ids: Iterable[int], *, actor: Actor, now: datetime) -> int:
    """Fill what is empty in these drafts as similar items of the bank have it; gives how many changed, again 0.

    Raises drafts_not_chosen, nothing_similar, draft_closed.
    """
    wanted = list(dict.fromkeys(draft_ids))
    if not wanted:
        raise DomainError("drafts_not_chosen")
    drafts = drafts_by_id(wanted)
    suggested = suggest_facts([draft for draft in drafts if draft.state == "draft"])
    if not suggested:
        raise DomainError("nothing_similar")
    return _fill(
        {draft_id: one.facts for draft_id, one in suggested.items()}, False, "by_likeness", actor, now
    )


def drafts_by_id(draft_ids: Sequence[int], *, lock: bool = False) -> list[ItemDraft]:
    """Those that there are, in the order of their ids."""
    found: list[ItemDraft] = []
    for start in range(0, len(draft_ids), _CHUNK):
        query = (
            select(ItemDraft)
            .where(ItemDraft.id.in_(draft_ids[start : start + _CHUNK]))
            .order_by(ItemDraft.id)
        )
        found += db.session.scalars(query.with_for_update() if lock else query)
    return found


def _fill(given: Mapping[int, Mapping], replace: bool, how: str, actor: Actor, now: datetime) -> int:
    if not given:
        raise DomainError("drafts_not_chosen")
    with transaction():
        drafts = drafts_by_id(sorted(given), lock=True)
        if len(drafts) < len(given) or any(draft.state != "draft" for draft in drafts):
            raise DomainError("draft_closed")
        changed = [draft for draft in drafts if _take(draft, given[draft.id], replace)]
        for draft in changed:
            draft.version, draft.editor_id, draft.updated_at = draft.version + 1, actor.account_id, now
        if changed:
            ids = [draft.id for draft in changed]
            names = sorted({name for draft in changed for name in given[draft.id]})
            data = {"how": how, "fields": names, "drafts": ids, "replace": replace}
            record_act("item_drafts.filled", f"item_draft:{ids[0]}", actor=actor, now=now, data=data)
        return len(changed)


def _take(draft: ItemDraft, facts: Mapping[str, object], replace: bool) -> bool:
    content = draft.data
    for name, value in facts.items():
        if replace or not content.get(name):
            content[name] = value
            content.get("unread", {}).pop(name, None)
    clean = canonical_json(clean_content(content))
    if clean == draft.content:
        return False
    draft.content = clean
    return True
