"""A new release comes while people answer: its migration runs first, then one node after another restarts with the new code."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.attempts import Attempt
from examapp.paths import MIGRATIONS
from examapp.services.items.item_lives import retire
from examapp.services.people.sign_ins import actor_of
from question_bank.store import load_bank
from tests.chaos.checker import Finding
from tests.chaos.rounds import Stage, wait
from tests.chaos.sites import ROOT, Site

PARTS = ("examapp", "question_bank", "templates", "migrations")
MOST_TRIES = 4
MIGRATION = '''"""A column and an index that the old code does not know: the expanding half of a change."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    # In the order in which a saved answer takes its locks; the other way round the two would block each other.
    op.add_column("attempts", sa.Column("note", sa.String(length=20), server_default="", nullable=False))
    op.add_column("attempt_steps", sa.Column("note", sa.String(length=20), nullable=True))
    op.create_index("ix_attempts_note", "attempts", ["note"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_attempts_note", "attempts")
    op.drop_column("attempts", "note")
    op.drop_column("attempt_steps", "note")
'''


def roll_out(stage: Stage) -> None:
    """Migrate under load, restart web nodes and workers one by one (R20, R21), retire and reword items in use (R22)."""
    site, items = stage.site, _items_in_use(stage)
    release = _make_release(site.folder / "release-2", reworded=items[0])
    site.release = release
    stage.notes.append(f"迁移第 {_migrate(site)} 次成功")
    stage.live("迁移之后")
    for number in (0, 1):
        site.webs[number].end()
        site.start_web(number)
        stage.live(f"第 {number + 1} 台网站节点换新之后")
        site.workers[number].end()
        site.start_worker(number)
    _retire(stage, items[1])
    stage.items.update(
        {(one.id, one.revision): one for one in load_bank(release / "question_bank" / "data").items.values()}
    )
    stage.findings.extend(_judge(stage, items))


def _migrate(site: Site) -> int:
    """Migrate under load; one that could not get its locks has changed nothing and is tried again, as the docs say."""
    for number in range(1, MOST_TRIES):
        try:
            site.command("migrate")
            return number
        except subprocess.CalledProcessError:
            wait(1)
    site.command("migrate")
    return MOST_TRIES


def _items_in_use(stage: Stage) -> list[str]:
    """Two shipped items that stand on papers of this round."""
    shipped = {one.id for one in load_bank().items.values() if one.type == "single"}
    with stage.site.inside():
        papers = db.session.scalars(select(Attempt.paper).where(Attempt.id.in_(stage.attempts)))
        used = {slot["item"] for paper in papers for slot in json.loads(paper)["slots"]}
    return sorted(used & shipped)[:2]


def _make_release(folder: Path, *, reworded: str) -> Path:
    """The whole program once more, with one more migration and one item in new words."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    (folder / "migrations" / "versions" / "9999_room_for_a_note.py").write_text(
        MIGRATION.format(head=head), encoding="utf-8"
    )
    for path in (folder / "question_bank" / "data").rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if f'id = "{reworded}"' in text:
            before, after = text.split(f'id = "{reworded}"', 1)
            number = int(re.search(r"revision = (\d+)", after).group(1))
            after = re.sub(r"revision = \d+", f"revision = {number + 1}", after, count=1)
            after = re.sub(r'stem = "', 'stem = "（新说法）', after, count=1)
            path.write_text(f'{before}id = "{reworded}"{after}', encoding="utf-8")
            return folder
    raise RuntimeError(f"{reworded} stands in no file of the bank")


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _retire(stage: Stage, item_id: str) -> None:
    with stage.site.inside() as ports:
        editor = actor_of(db.session.scalar(select(Account).where(Account.login_name == "demo-bank_admin")))
        retire(item_id, "故障演练：使用中停用", actor=editor, now=ports.clock.now())


def _judge(stage: Stage, items: list[str]) -> list[Finding]:
    """The migration is there, the item has a second revision, and the code of yesterday refuses to start on it."""
    version = stage.site.pair.primary.ask_exam("select version_num from alembic_version")
    revisions = stage.site.pair.primary.ask_exam(
        f"select count(*) from item_revisions where item_id = '{items[0]}'"
    )
    found = []
    if version != [("9999",)] or revisions != [(2,)]:
        found.append(Finding("other", "R21", "", f"the release did not arrive: {version} {revisions}"))
    new, stage.site.release = stage.site.release, ROOT
    try:
        stage.site.command("migrate")
        found.append(Finding("other", "R21", "", "the code of yesterday started on a database of tomorrow"))
    except subprocess.CalledProcessError:
        stage.notes.append("旧程序对着新结构的数据库拒绝启动")
    finally:
        stage.site.release = new
    return found
