"""The operator at the console: commands on a data folder, in this process, with what they printed."""

from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner, Result

from examapp.commands import main


@dataclass
class Operator:
    """One installation: a folder for keys, and a database."""

    folder: Path
    database_url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def tries(self, *arguments: object, typed: str = "") -> Result:
        """Run a command, whatever comes of it; a traceback fails the test."""
        environment = {
            "EXAMAPP_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "EXAMAPP_KEYS": "",
        }
        runner = CliRunner(env={**environment, **self.more})
        done = runner.invoke(main, [str(one) for one in arguments], input=typed)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def does(self, *arguments: object, typed: str = "") -> str:
        """Run a command that must succeed; gives what it printed."""
        done = self.tries(*arguments, typed=typed)
        assert done.exit_code == 0, done.output
        return done.output

    def is_refused(self, *arguments: object, typed: str = "") -> str:
        """Run a command that must say no in words; gives them."""
        done = self.tries(*arguments, typed=typed)
        assert done.exit_code == 1, (done.exit_code, done.output)
        return done.output
