"""PostgreSQL with two accounts: the site adds to the audit log and can do nothing else to it."""

import uuid

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from examapp.app import create_app
from examapp.extensions import db
from examapp.services.core.audit import count_entries, find_tampering, record_act
from examapp.services.core.partitions import prepare_months
from examapp.services.core.transactions import transaction
from tests.console.operator import Operator
from tests.databases import fill_database, make_settings
from tests.world import MOMENT

pytestmark = pytest.mark.postgres

FORBIDDEN = (
    "update audit_entries set actor = 'x'",
    "delete from audit_entries",
    "truncate audit_entries",
    "delete from audit_checkpoints",
    "alter table audit_entries disable trigger user",
    "drop trigger tr_audit_entries_change on audit_entries",
    "create trigger tr_own before insert on audit_entries for each row execute function refuse_archived()",
    "create or replace function refuse_rewriting() returns trigger language plpgsql as $$ begin return old; end $$",
    "alter table audit_entries rename to audit_entries_old",
    "alter table audit_entries drop column mac",
    "drop table audit_entries",
    "drop schema public cascade",
    "select setval('audit_entry_ids', 1)",
    "drop function take_audit_place(integer)",
    "update alembic_version set version_num = '0001'",
)


@pytest.fixture
def accounts(cluster):
    """(address of the database, owner, site): an installation of before, where the site owns everything."""
    mark = uuid.uuid4().hex[:12]
    database, owner, site = (f"{kind}_{mark}" for kind in ("t", "owner", "site"))
    address = cluster.create(database, cluster.template("filled", fill_database))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"create role {owner} login")
        connection.execute(f"create role {site} login")
        connection.execute(f"grant {site} to {owner}")
        connection.execute(f"alter database {database} owner to {owner}")
        connection.execute(_TO_SITE.format(site=site))
    yield address, owner, site
    cluster.drop(database)
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        for role in (owner, site):
            connection.execute(f"drop role {role}")


_TO_SITE = """
do $$ declare thing text; begin
  for thing in select oid::regclass::text from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') loop
    execute 'alter table ' || thing || ' owner to {site}';
  end loop;
  alter sequence audit_entry_ids owner to {site};
  for thing in select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace loop
    execute 'alter routine ' || thing || ' owner to {site}';
  end loop;
end $$
"""


def test_the_site_goes_on_and_cannot_touch_what_stands_in_the_log(accounts, tmp_path):
    address, owner, site = accounts
    as_owner, as_site = (address.replace("postgres@", f"{name}@") for name in (owner, site))
    make_settings(tmp_path)
    assert "拆得掉审计日志的触发器" in Operator(tmp_path, as_site).tries("doctor").output
    for _ in range(2):
        said = Operator(tmp_path, as_owner).does("migrate", "--site-role", site)
        assert f"账号 {site} 对审计日志只能读、只能加" in said
    assert "审计日志的所有者：网站的账号只能读、只能加" in Operator(tmp_path, as_site).tries("doctor").output
    for statement in FORBIDDEN:
        with psycopg.connect(as_site) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(statement)
    app = create_app(make_settings(tmp_path, as_site))
    with app.app_context():
        before = count_entries()
        prepare_months(now=MOMENT.replace(year=MOMENT.year + 1))
        with transaction():
            record_act("test.done", "x:1", actor="system", now=MOMENT)
        assert count_entries() == before + 1
        assert find_tampering() is None
        db.session.remove()
        db.engine.dispose()
    assert "已经是最新" in Operator(tmp_path, as_site).does("migrate"), "the site starts as before"


def test_an_account_that_owns_the_database_or_is_not_there_is_refused_and_nothing_changes(accounts, tmp_path):
    address, owner, site = accounts
    as_owner = address.replace("postgres@", f"{owner}@")
    make_settings(tmp_path)
    assert "没有账号 nobody" in Operator(tmp_path, as_owner).is_refused("migrate", "--site-role", "nobody")
    said = Operator(tmp_path, address).is_refused("migrate", "--site-role", owner)
    assert "拥有数据库或模式" in said
    with psycopg.connect(address) as connection:
        tables = "select tableowner from pg_tables where tablename = 'audit_entries'"
        assert connection.execute(tables).fetchone() == (site,)


def test_sqlite_has_no_accounts(tmp_path):
    assert "只用于 PostgreSQL" in Operator(tmp_path).is_refused("migrate", "--site-role", "x")
