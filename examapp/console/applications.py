"""The application that a command works with."""

import sys
from collections.abc import Callable
from dataclasses import replace

import click
from flask import Flask

from examapp.app import create_app
from examapp.services.ports import Queue
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


def open_application_on(settings: Settings, database_url: str) -> Flask:
    """The application with these settings on another database: a copy that is being prepared."""
    return create_app(replace(settings, database_url=database_url))
