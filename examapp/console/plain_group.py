"""The command as a whole: any console can show it, and a database that is away or not made yet is told in words."""

import sys

import click
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from examapp.console.speaking import prepare_console, say

_NO_TABLE = ("no such table", "no such column", "does not exist")


class PlainGroup(click.Group):
    """A group of commands that ends with a sentence where it would end with a traceback of the database."""

    def main(self, *arguments, **more):
        """Before anything is printed, help included."""
        prepare_console()
        return super().main(*arguments, **more)

    def invoke(self, context: click.Context):
        """The command; a database that cannot be used ends it with 1."""
        try:
            return super().invoke(context)
        except (OperationalError, ProgrammingError, InterfaceError) as error:
            cause = str(error.orig).strip().splitlines()[0]
            if any(sign in cause for sign in _NO_TABLE):
                say(
                    f"数据库还没有建，或者结构和这个程序不一致（{cause}）。没有改动任何东西。\n"
                    "先执行 examapp migrate；再不行，执行 examapp doctor 看是不是用错了数据库。",
                    err=True,
                )
            else:
                say(f"数据库用不了：{cause}\n执行 examapp doctor 看哪里有问题、怎么修。", err=True)
            sys.exit(1)
