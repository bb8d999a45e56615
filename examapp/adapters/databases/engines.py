"""How the application talks to its database server: how many connections, and how soon a dead server is given up."""

import psycopg
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url

# Seconds. Per host of the address; a replica is tried when the first host is silent.
CONNECT_SECONDS = 3
# A server that lost its power answers nothing at all: after about this time the connection counts as lost.
SILENCE_MS = 10_000
_CONNECTION = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENCE_MS,
    "application_name": "examapp",
}


def engine_options(database_url: str) -> dict:
    """Options of the engine; what the address itself says about a connection goes before ours.

    `prepare_threshold=none` in the address turns prepared statements off (PgBouncer before 1.21 in transaction mode).
    Parameters never stand in error texts, because they may be names and numbers of people.
    """
    if database_url.startswith("sqlite"):
        return {"hide_parameters": True}
    said = make_url(database_url).query
    connection = {name: value for name, value in _CONNECTION.items() if name not in said}
    if "prepare_threshold" in said:
        threshold = str(said["prepare_threshold"])
        connection["prepare_threshold"] = int(threshold) if threshold.isdigit() else None
    return {
        "pool_size": 8,
        "max_overflow": 8,
        "pool_recycle": 1800,
        "pool_timeout": 10,
        "hide_parameters": True,
        "connect_args": connection,
    }


def find_writer(engine: Engine) -> None:
    """Have an engine of several hosts ask each one itself whether it takes writes.

    The client library goes by what a server reported when the connection was made, and a pooler repeats what its server
    said long ago: behind one, a dead or a promoted server would be taken for what it was.
    """

    @event.listens_for(engine, "do_connect")
    def _connect(dialect, _record, cargs, cparams):
        hosts = str(cparams.get("host", "")).split(",")
        if len(hosts) < 2 or cparams.get("target_session_attrs") != "read-write":
            return None
        ports = str(cparams.get("port", "")).split(",")
        asked = {name: value for name, value in cparams.items() if name != "target_session_attrs"}
        trouble: psycopg.Error = psycopg.OperationalError("no host takes writes")
        for number, host in enumerate(hosts):
            port = ports[number] if len(ports) == len(hosts) else ports[0]
            try:
                connection = dialect.connect(*cargs, **{**asked, "host": host, "port": port})
                if _takes_writes(connection):
                    return connection
                connection.close()
            except psycopg.Error as error:
                trouble = error
        raise trouble


def _takes_writes(connection: psycopg.Connection) -> bool:
    try:
        said = connection.execute("show transaction_read_only", prepare=False).fetchone()
        connection.rollback()
    except psycopg.Error:
        connection.close()
        raise
    return said == ("off",)


def open_engine(database_url: str) -> Engine:
    """An engine of a command's own, beside the application's; the caller disposes of it."""
    url = make_url(database_url).difference_update_query(["prepare_threshold"])
    engine = create_engine(url, **engine_options(database_url))
    find_writer(engine)
    return engine
