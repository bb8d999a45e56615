"""The demonstration city goes only where nobody's data are."""

import sys

from flask import Flask
from sqlalchemy.exc import OperationalError

from examapp.adapters.server.program_paths import program
from examapp.console.announcing import shown_database
from examapp.console.applications import open_application_to_look
from examapp.console.speaking import say
from examapp.extensions import db
from examapp.services.core.demonstration import Holding, find_holding


def refuse_real_data(app: Flask) -> None:
    """Exits with 1, and in words, when the database holds anything but the demonstration; nothing was changed then."""
    with app.app_context():
        with db.engine.connect() as connection:
            holding = find_holding(connection)
        db.engine.dispose()
    if holding is not Holding.real:
        return
    settings = app.extensions["settings"]
    say(
        "这个数据库里已经有正式数据，不能放进演示城市。没有启动，也没有改动任何东西。\n"
        f"  数据库：{shown_database(settings)}\n"
        f"启动正式系统：{program()} serve\n"
        "想看演示，换一个空的数据文件夹（也不要设 DATABASE_URL），例如：\n"
        f"  env -u DATABASE_URL EXAMAPP_DATA_DIR={settings.data_dir.parent / 'demo'} {program()} run",
        err=True,
    )
    sys.exit(1)


def refuse_other_data() -> None:
    """Exits with 1, and in words, where there is no demonstration; a look that makes no key and no database."""
    app = open_application_to_look()
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                holding = find_holding(connection)
        except OperationalError:  # A file that is not there cannot be opened for reading.
            holding = Holding.empty
        db.engine.dispose()
    if holding is Holding.demonstration:
        return
    say(
        "这个数据库里没有演示城市，所以没有演示链接。演示用 examapp run 启动；正式系统的链接用 examapp sign-in-link 登录名。",
        err=True,
    )
    sys.exit(1)
