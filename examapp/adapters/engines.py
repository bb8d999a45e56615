"""How the application talks to its database server: how many connections, and how soon a dead server is given up."""

from sqlalchemy import create_engine
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


def open_engine(database_url: str) -> Engine:
    """An engine of a command's own, beside the application's; the caller disposes of it."""
    url = make_url(database_url).difference_update_query(["prepare_threshold"])
    return create_engine(url, **engine_options(database_url))
