"""PostgreSQL with two accounts: an owner that migrates, and the running site, which may only add to the audit log."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.engine import Connection

from examapp.adapters.databases.operating import CannotOperateError

TABLES = ("audit_entries", "audit_checkpoints")
# What the triggers and numbers of the log need; the site uses it and cannot replace it.
_FUNCTIONS = ("refuse_rewriting", "take_audit_place")
_KEPT = (*TABLES, "audit_entry_ids", "alembic_version")
_RELATIONS = text(
    "select c.oid::regclass::text as name, c.relname, c.relkind::text as kind from pg_class c"
    " where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')"
    " and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass"
    " and d.objid = c.oid and d.deptype in ('a', 'i', 'e') and c.relkind = 'S')"
)
_ROUTINES = text(
    "select p.oid::regprocedure::text as name, p.proname from pg_proc p"
    " where p.pronamespace = current_schema()::regnamespace and not exists ("
    " select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')"
)
_WEAKNESSES = text(
    "select r.rolsuper as superuser,"
    " (select bool_or(pg_has_role(r.oid, c.relowner, 'USAGE')) from pg_class c where c.oid = any(t.ids)) as owner,"
    " (select pg_has_role(r.oid, d.datdba, 'USAGE') from pg_database d where d.datname = current_database())"
    " or (select pg_has_role(r.oid, n.nspowner, 'USAGE') from pg_namespace n where n.nspname = current_schema())"
    " as place,"
    " (select bool_or(has_table_privilege(r.oid, id, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))"
    " from unnest(t.ids) as id) as rights,"
    " (select bool_or(pg_has_role(r.oid, p.proowner, 'USAGE')) from pg_proc p"
    " where p.pronamespace = current_schema()::regnamespace and p.proname = any(:functions)) as functions"
    " from pg_roles r,"
    " (select array_agg(c.oid) as ids from pg_class c where c.relnamespace = current_schema()::regnamespace"
    " and c.relname = any(:tables)) as t where r.rolname = coalesce(:role, current_user)"
)


def find_powers(connection: Connection, role: str | None = None) -> list[str]:
    """Why this account (None: the present one) could rewrite the audit log: superuser, owner, place, rights, functions.

    `place`: it owns the database or the schema, and so may drop what is in there.
    """
    asked = {"role": role, "tables": list(TABLES), "functions": list(_FUNCTIONS)}
    row = connection.execute(_WEAKNESSES, asked).mappings().first()
    return [name for name, weak in (row or {}).items() if weak]


def hand_over(connection: Connection, role: str) -> None:
    """Give the site everything but the audit log, which it may read and add to. The caller commits; twice is once.

    Raises CannotOperateError when the account is not there, is the present one, or could rewrite the log all the same.
    """
    known = connection.scalar(text("select oid from pg_roles where rolname = :role"), {"role": role})
    if known is None or role == connection.scalar(text("select current_user")):
        raise CannotOperateError(
            f"没有账号 {role}，或者它就是现在连接用的账号。请先照运行手册建两个账号；没有改动任何东西。"
        )
    site = _quoted(connection, role)
    for statement in (*_grants(connection, site), *_guards(connection, site)):
        connection.execute(text(statement))
    if powers := find_powers(connection, role):
        raise CannotOperateError(
            f"账号 {role} 还能改写审计日志（{describe_powers(powers)}），没有改动任何东西。请照运行手册先改数据库的所有者。"
        )


def describe_powers(powers: list[str]) -> str:
    """In words."""
    words = {
        "superuser": "是超级用户",
        "owner": "拥有日志的表",
        "place": "拥有数据库或模式",
        "rights": "有改、删或触发器的权限",
        "functions": "拥有触发器用的函数",
    }
    return "、".join(words[name] for name in powers)


def _grants(connection: Connection, site: str) -> Iterator[str]:
    schema = connection.scalar(text("select current_schema()"))
    yield f"grant usage, create on schema {_quoted(connection, schema)} to {site}"
    kinds = {"v": "view", "m": "materialized view", "S": "sequence"}
    for row in connection.execute(_RELATIONS).all():
        if row.relname not in _KEPT:
            yield f"alter {kinds.get(row.kind, 'table')} {row.name} owner to {site}"
    for row in connection.execute(_ROUTINES).all():
        if row.proname not in _FUNCTIONS:
            yield f"alter routine {row.name} owner to {site}"


def _guards(connection: Connection, site: str) -> Iterator[str]:
    for row in connection.execute(_RELATIONS).all():
        if row.relname in _KEPT:
            kind = "sequence" if row.kind == "S" else "table"
            yield f"alter {kind} {row.name} owner to current_user"
            yield f"revoke all on {kind} {row.name} from public, {site}"
    for row in connection.execute(_ROUTINES).all():
        if row.proname in _FUNCTIONS:
            yield f"alter routine {row.name} owner to current_user"
    yield f"grant select on alembic_version to {site}"
    yield f"grant select, insert on {', '.join(TABLES)} to {site}"
    yield f"grant usage, select on sequence audit_entry_ids, audit_checkpoints_id_seq to {site}"


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
