"""The command line ``cuudinh``: finds its commands in ``app/commands`` and imports only the one that is asked for.

Exit codes: 0 done, 1 failed (the problem is told in the reader's language), 2 wrong usage.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import click

from app.settings import reader_language

_FOLDER = Path(__file__).parent / "commands"


class CommandFolder(click.Group):
    """A group whose commands are the files of a folder; help needs none of them imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  signature of click
        """The names of the files, without ``.py`` and a trailing underscore (``import_.py`` is ``import``)."""
        return sorted(path.stem.rstrip("_") for path in _FOLDER.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one file that is asked for."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"app.commands.{_file(cmd_name).stem}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the first line of their files."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in self.list_commands(ctx)])


def _file(name: str) -> Path:
    """The file of a command."""
    plain = _FOLDER / f"{name}.py"
    return plain if plain.exists() else _FOLDER / f"{name}_.py"


def _summary(name: str) -> str:
    """The first line of a command's file."""
    text = ast.get_docstring(ast.parse(_file(name).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].rstrip(".")


@click.command(cls=CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("cuudinh"), prog_name="cuudinh")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of messages; by default that of LANG.")
@click.pass_context
def cli(ctx: click.Context, lang: str | None) -> None:
    """Cửu Đỉnh: digitised heritage, from scan to headset."""
    ctx.obj = lang or reader_language()


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; every known error is told, none is a traceback."""
    try:
        result = cli.main(list(arguments), prog_name="cuudinh", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return 1
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:
        from app.console import tell_failure

        if not tell_failure(error, arguments):
            raise
        return 1
    return result if isinstance(result, int) else 0


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
