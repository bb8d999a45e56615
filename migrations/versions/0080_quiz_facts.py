"""what a record states is frozen at the draw: enterprise, inspection, inspectors, roster"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; facts of recorded quizzes come from their newest record, never from living tables."""
    facts = op.create_table(
        "quiz_facts",
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_quiz_facts_spot_quiz_id_spot_quizzes")
        ),
        sa.PrimaryKeyConstraint("spot_quiz_id", name=op.f("pk_quiz_facts")),
    )
    bind = op.get_bind()
    for quiz_id, record_id, lead, second in bind.execute(sa.text(_NEWEST)).all():
        content, at = bind.execute(
            sa.text("select content, created_at from records where id = :id").columns(
                created_at=sa.DateTime(timezone=True)
            ),
            {"id": record_id},
        ).one()
        text = json.dumps(
            _facts(json.loads(content), [lead, second]),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        bind.execute(facts.insert().values(spot_quiz_id=quiz_id, content=text, digest=digest, frozen_at=at))


_NEWEST = """
select records.spot_quiz_id, max(records.id), inspections.lead_inspector_id, inspections.second_inspector_id
from records join spot_quizzes on spot_quizzes.id = records.spot_quiz_id
join inspections on inspections.id = spot_quizzes.inspection_id
group by records.spot_quiz_id, inspections.lead_inspector_id, inspections.second_inspector_id
"""


def _facts(content: dict, inspector_ids: list) -> dict:
    ids = [one for one in inspector_ids if one]
    return {
        "enterprise": content["enterprise"],
        "region_ids": [],
        "inspection": content["inspection"],
        "inspectors": [{**told, "id": key} for key, told in zip(ids, content["inspectors"], strict=False)],
        "blueprints": {key: saved["name"] for key, saved in content["blueprints"].items()},
        "people": {},
    }


def downgrade() -> None:
    """Back; the records keep what they say."""
    op.drop_table("quiz_facts")
