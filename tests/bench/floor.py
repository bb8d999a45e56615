"""The floor: bare Flask with one committed upsert, on the same server, database and durability settings."""

import os

from flask import Flask, request
from sqlalchemy import create_engine

from examapp.extensions import prepare_engine

SQL = {
    "sqlite": "INSERT INTO floor (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
    "postgresql": "INSERT INTO floor (id, value) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
}


def make_application() -> Flask:
    """One route that stores the body under the path's key and commits."""
    app = Flask("floor")
    engine = create_engine(os.environ["FLOOR_DATABASE"], pool_size=8, max_overflow=8)
    prepare_engine(engine)
    kind = engine.dialect.name

    @app.put("/floor/<key>")
    def upsert(key: str):
        """Commit, then answer."""
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            if kind == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(SQL[kind], (key, request.get_data(as_text=True)))
            connection.commit()
        finally:
            connection.close()
        return {"ok": True}

    @app.get("/empty")
    def empty():
        """Nothing at all."""
        return "ok"

    return app
