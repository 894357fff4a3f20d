"""Write the reference pages of ``docs/`` from the code: settings, commands, API, problems.

``--check`` writes nothing and fails where a page is not as the code has it.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NOTE = "<!-- Written by scripts/make_docs.py from the code; don't edit. -->"
_METHODS = ("get", "post", "put", "patch", "delete")


def settings_page() -> str:
    """Every setting with its default and meaning."""
    from app.settings import Settings

    text = inspect.getdoc(Settings) or ""
    meanings = dict(re.findall(r"^ {4}(\w+): (.+)$", text, re.MULTILINE))
    meanings["config"] = "path of a TOML file with settings."
    source = (ROOT / "app/settings.py").read_text(encoding="utf-8")
    rows = [
        f"| `CUUDINH_{name.upper()}` | {_default(source, name)} | {meanings[name].replace('``', '`')} |"
        for name in _keys(source)
    ]
    head = (
        "Read once at start, from the environment or from the TOML file that `CUUDINH_CONFIG` names "
        "(same names, lower case, without the prefix). The environment wins."
    )
    return _page("Settings", head, "| setting | default | meaning |\n|---|---|---|", rows)


def _keys(source: str) -> list[str]:
    """The keys that are read, in the order of the code; the file of settings last."""
    found = re.findall(r'(?:text|number)\("([A-Z_]+)"', source)
    return [*dict.fromkeys(key.lower() for key in found), *([] if "CUUDINH_CONFIG" not in source else ["config"])]


def _default(source: str, name: str) -> str:
    """What the code falls back to."""
    found = re.search(rf'(?:text|number)\("{name.upper()}", (f?"[^"]*"|[\d.]+)', source)
    value = found[1].lstrip("f").strip('"') if found else ""
    value = re.sub(r"\{home / '([^']+)'\}", r"HOME/\1", value)
    return f"`{value}`" if value else "none"


def commands_page() -> str:
    """Every command with its arguments and options."""
    from app.cli import cli

    parts = []
    for path, command in _commands("cuudinh", cli):
        context = click.Context(command, info_name=path)
        usage = " ".join([path, *command.collect_usage_pieces(context)])
        options = [record for item in command.params if (record := item.get_help_record(context))]
        rows = [f"- `{names}`: {_plain(text)}" for names, text in options]
        parts.append(
            "\n".join([f"## `{path}`", "", _plain(command.help or ""), "", f"    {usage}", "", *rows]).rstrip()
        )
    head = (
        "Exit codes: 0 done, 1 failed, 2 wrong usage. `--lang vi|en` before the command chooses the "
        "language of messages."
    )
    return _page("Commands", head, "\n\n".join(parts), [])


def _commands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """The leaves of the tree of commands."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None:
            yield from _commands(f"{path} {name}", child)


def api_page() -> str:
    """Every address of the HTTP API, from the OpenAPI document."""
    rows = [f"| `{method.upper()} {path}` | {_plain(what)} |" for path, method, what in endpoints()]
    head = (
        "The full description is the OpenAPI 3.1 document at `/api/v1/openapi.json`. Errors are RFC 9457 "
        "problem documents, see [problems](problems.md)."
    )
    return _page("HTTP API", head, "| address | does |\n|---|---|", rows)


def endpoints() -> list[tuple[str, str, str]]:
    """Path, method and promise of every endpoint."""
    from app.factory import create_app
    from app.settings import load_settings

    with tempfile.TemporaryDirectory() as home:
        app = create_app(load_settings({"CUUDINH_HOME": home}))
        with app.app_context():
            spec: Mapping[str, Any] = app.spec
        app.extensions["cuudinh"].close()
    return [
        (path, method, str(item[method].get("summary") or ""))
        for path, item in sorted(spec["paths"].items())
        for method in _METHODS
        if method in item
    ]


def problems_page() -> str:
    """Every problem in both languages."""
    from app.texts import problem_texts

    parts = []
    for code, entry in sorted(problem_texts().items()):
        lines = [f"## `{code}`", "", f"HTTP {entry['status']}", ""]
        for lang in ("vi", "en"):
            words = entry[lang]
            assert isinstance(words, Mapping)  # noqa: S101  the tables are checked by their own tests
            lines.append(f"- **{words['title']}** {words['detail']} *{words['remedy']}*")
        parts.append("\n".join(lines))
    head = (
        "Every error carries a stable `code`. What stands in braces is filled in with the file, number "
        "or value concerned."
    )
    return _page("Problems", head, "\n\n".join(parts), [])


def _plain(text: str) -> str:
    """One line, safe inside a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _page(title: str, head: str, body: str, rows: list[str]) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", head, "", body, *rows]).rstrip() + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "api.md": api_page,
    "problems.md": problems_page,
}


def stale_pages(*, write: bool) -> list[str]:
    """Names of the pages that differ from the code; written anew where that is wished."""
    stale = []
    for name, make in PAGES.items():
        path, text = ROOT / "docs" / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if write:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return stale


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=ast.get_docstring(ast.parse(Path(__file__).read_text(encoding="utf-8")))
    )
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    stale = stale_pages(write=not is_check)
    sys.stdout.writelines(f"{name}\n" for name in stale)
    return int(is_check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
