"""What commands share: the reader's language, one JSON document on standard output, the rest on standard error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from app.logs import configure_logs
from app.settings import load_settings, reader_language
from app.texts import ProblemText, describe
from app.wiring import Parts, build_parts

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")


def reader() -> str:
    """The language of messages: ``--lang``, else that of the terminal."""
    context = click.get_current_context(silent=True)
    wished = context.find_root().obj if context is not None else None
    return wished if wished in {"vi", "en"} else reader_language()


def pick(*, vi: str, en: str) -> str:
    """The one of two texts that the reader understands."""
    return vi if reader() == "vi" else en


def print_json(document: Mapping[str, object]) -> None:
    """Print the command's one document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def terminal() -> Console:
    """Standard error, for progress and messages."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def open_parts() -> Iterator[Parts]:
    """The system's parts by the settings of this machine, closed afterwards."""
    configure_logs()
    parts = build_parts(load_settings())
    try:
        yield parts
    finally:
        parts.close()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error; call it with a step's name and its fraction 0..1."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal(), transient=True) as progress:
        task = progress.add_task("…", total=1.0)
        yield lambda text, fraction: progress.update(task, description=text, completed=fraction)


def print_problem(text: ProblemText) -> None:
    """Tell a problem on standard error: what, where, and what to do."""
    console = terminal()
    console.print(f"[bold red]{escape(text.title)}[/] [dim]({text.code})[/]")
    console.print(escape(text.detail))
    console.print(escape(text.remedy))


def tell_failure(error: Exception, arguments: Sequence[str]) -> bool:
    """Tell an error that has a code, or a wrong setting; False for a fault that nobody foresaw."""
    code, values = getattr(error, "code", None), getattr(error, "values", None)
    if isinstance(code, str) and isinstance(values, Mapping):
        text = describe(code, values, _language_of(arguments))
    elif isinstance(error, ValueError) and str(error).startswith("CUUDINH_"):
        text = describe("setting_wrong", {"reason": str(error)}, _language_of(arguments))
    else:
        return False
    print_problem(text)
    if "--json" in arguments:
        shown = {"code": text.code, "title": text.title, "detail": text.detail, "remedy": text.remedy}
        print_json({"problem": shown | {"values": dict(values or {})}})
    return True


def _language_of(arguments: Sequence[str]) -> str:
    """The language asked for on the command line; its context is gone when an error is told."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        if option == "--lang" and value in {"vi", "en"}:
            return value
        if option in {"--lang=vi", "--lang=en"}:
            return option[-2:]
    return reader_language()
