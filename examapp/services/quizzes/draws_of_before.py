"""A quiz whose seed was committed under v1 before this program came is drawn under v1."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from examapp.domain.draws_v1 import PoolMember, derive_draw_seed, digest_pool, draw_people
from examapp.domain.errors import DomainError
from examapp.domain.quotas import check_quotas
from examapp.extensions import db
from examapp.models.candidates import Employment
from examapp.models.inspections import SpotQuiz
from examapp.services.core.transactions import canonical_json
from examapp.services.people.posts import main_post


def list_people_of_before(quiz: SpotQuiz, *, on: date) -> dict[str, dict]:
    """Everybody employed at the enterprise on the day in a quizzed role; of several employments of a person, one."""
    query = (
        select(Employment)
        .join(Employment.candidate)
        .options(contains_eager(Employment.candidate))
        .where(Employment.enterprise_id == quiz.inspection.enterprise_id, Employment.role != "other")
        .where(Employment.started_on <= on, or_(Employment.ended_on.is_(None), Employment.ended_on >= on))
        .order_by(Employment.role, Employment.id)
    )
    employments = {employment.candidate_id: employment for employment in db.session.scalars(query)}
    return {
        f"e{employment.id}": {
            "name": employment.candidate.name,
            "roles": {employment.role: main_post(employment)},
        }
        for employment in employments.values()
    }


def draw_as_before(
    quiz: SpotQuiz,
    people: Mapping[str, dict],
    quotas: Mapping[str, int],
    excluded: Mapping[str, str],
    nonce: str,
) -> dict[str, list[str]]:
    """Stratum -> keys of who is drawn; what the record needs stands with the quiz. Raises quota_impossible."""
    pool = [
        PoolMember(key, next(iter(person["roles"]))) for key, person in people.items() if key not in excluded
    ]
    impossible = check_quotas(quotas, Counter(member.stratum for member in pool))
    if impossible:
        stratum, (wanted, available) = next(iter(impossible.items()))
        raise DomainError("quota_impossible", role=stratum, wanted=wanted, available=available)
    quiz.nonce = nonce.strip()[:40]
    quiz.people_pool = canonical_json(
        [
            {"id": member.id, "stratum": member.stratum}
            for member in sorted(pool, key=lambda member: member.id)
        ]
    )
    quiz.people_pool_digest = digest_pool(member.id for member in pool)
    seed = derive_draw_seed(quiz.seed, quiz.nonce)
    drawn = draw_people(seed, pool, {key: count for key, count in quotas.items() if count})
    return {stratum: list(keys) for stratum, keys in drawn.items()}
