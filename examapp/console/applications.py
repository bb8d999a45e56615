"""The application that a command works with."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.engine import make_url

from examapp.app import create_app
from examapp.services.core.ports import Queue
from examapp.settings import Settings, SettingsError


def open_application(make_queue: Callable[[Settings], Queue] | None = None) -> Flask:
    """The application on the configured database, not migrated; jobs run inline unless a queue is made.

    Exits with 2 when a setting cannot be used.
    """
    try:
        settings = Settings.from_environment()
        return create_app(settings, queue=make_queue(settings) if make_queue else None)
    except SettingsError as error:
        click.echo(f"配置有误：{error}")
        sys.exit(2)


def open_application_to_look() -> Flask:
    """The application for a look that changes nothing: no folder, key or database is made, and SQLite is opened for reading.

    Exits with 2 when a setting cannot be used.
    """
    try:
        settings = Settings.from_environment(only_look=True)
        return create_app(replace(settings, database_url=_for_reading(settings.database_url)))
    except SettingsError as error:
        click.echo(f"配置有误：{error}")
        sys.exit(2)


def _for_reading(database_url: str) -> str:
    path = make_url(database_url).database if database_url.startswith("sqlite") else None
    if not path:
        return database_url
    file = Path(path).absolute()
    # Nobody has it open who has no journal beside it; then not even the journal's files need to be made.
    still = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
    return f"sqlite:///file:{file}?mode=ro{still}&uri=true"


def open_application_on(settings: Settings, database_url: str) -> Flask:
    """The application with these settings on another database: a copy that is being prepared."""
    return create_app(replace(settings, database_url=database_url))
