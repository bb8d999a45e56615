"""The filled database that every test gets a copy of: a SQLite file or a PostgreSQL template."""

import shutil
from pathlib import Path

from flask_migrate import upgrade

from examapp.adapters.clock import FixedClock
from examapp.app import create_app
from examapp.extensions import db
from examapp.paths import MIGRATIONS
from examapp.services.demo.demo_city import build_demo_city
from examapp.settings import Settings
from tests.locks import locked, run_folder
from tests.world import MOMENT, fill_bank


def make_settings(
    folder: Path, database_url: str = "", *, own_keys: bool = False, **changes: str
) -> Settings:
    """Settings in a folder, with the keys of the filled database; rate limits off unless a test wants them."""
    if not own_keys:
        _share_keys(folder)
    given = {"EXAMAPP_DATA_DIR": str(folder), "DATABASE_URL": database_url, "EXAMAPP_RATE_LIMITS": "0"}
    return Settings.from_environment({**given, **changes})


def _share_keys(folder: Path) -> None:
    shared = run_folder() / "keys" / "keys.json"
    with locked(run_folder() / "keys.lock"):
        Settings.from_environment({"EXAMAPP_DATA_DIR": str(shared.parent)})
    if not (folder / "keys.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(shared, folder / "keys.json")


def fill_database(database_url: str) -> None:
    """Migrate an empty database and add the shipped bank with the default blueprints."""
    app = create_app(make_settings(run_folder() / "keys", database_url), clock=FixedClock(MOMENT))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        fill_bank()
        db.session.remove()
        db.engine.dispose()


def filled_sqlite_file() -> Path:
    """A filled SQLite file, made once per test run."""
    path = run_folder() / "filled.db"
    with locked(run_folder() / "filled.db.lock"):
        if not path.exists():
            part = path.with_suffix(".part")
            fill_database(f"sqlite:///{part}")
            part.rename(path)
    return path


def demo_folder() -> Path:
    """A data folder (database and its keys) with the demonstration city, made once per test run; copy it."""
    folder = run_folder() / "demo"
    with locked(run_folder() / "demo.lock"):
        if not folder.exists():
            part = folder.with_suffix(".part")
            app = create_app(make_settings(part))
            shutil.copy(filled_sqlite_file(), part / "examapp.db")
            with app.app_context():
                build_demo_city(ports=app.extensions["ports"])
                db.session.remove()
                db.engine.dispose()
            part.rename(folder)
    return folder
