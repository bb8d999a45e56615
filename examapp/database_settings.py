"""The address of a database as people write it, in the form that SQLAlchemy reads."""

from examapp.key_settings import SettingsError


def database_address(given: str, name: str = "DATABASE_URL", *, wanted: str = "read-write") -> str:
    """An address as people write it, in SQLAlchemy's form; of several hosts the `wanted` kind is looked for.

    Raises SettingsError for another kind of database.
    """
    if given.startswith("sqlite:///"):
        return given
    for prefix in ("postgresql://", "postgres://", "postgresql+psycopg://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + _spell_hosts(given[len(prefix) :], name, wanted)
    raise SettingsError(f"{name} 应以 sqlite:/// 或 postgresql:// 开头")


def _spell_hosts(rest: str, name: str, wanted: str) -> str:
    """Several hosts as libpq writes them (`u@h1:5432,h2/db`) in the form that SQLAlchemy reads; else as given.

    `wanted` (target_session_attrs) says which of them is meant, unless the address says otherwise.
    """
    place, _, path = rest.partition("/")
    who, _, hosts = place.rpartition("@")
    if "," not in hosts:
        return rest
    if not all(hosts.split(",")):
        raise SettingsError(f"{name} 里有空的主机名，请检查逗号前后")
    database, _, query = path.partition("?")
    parts = [f"host={host}" for host in hosts.split(",")] + ([query] if query else [])
    if "target_session_attrs=" not in query:
        parts.append(f"target_session_attrs={wanted}")
    return f"{who}{'@' if who else ''}/{database}?{'&'.join(parts)}"
