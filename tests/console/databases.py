"""What tests of commands ask the database, and how they let go of it before a command needs it alone."""

from sqlalchemy import text

from examapp.extensions import db


def let_go() -> None:
    """Close what the test itself holds of the database."""
    db.session.remove()
    db.engine.dispose()


def city_name() -> str:
    """The name of the world's city as the database has it now."""
    with db.engine.connect() as connection:
        name = connection.scalar(text("select name from regions where code = '990100'"))
    let_go()
    return name
