"""Check this machine: what is there, what is missing, how to mend it."""

from __future__ import annotations

import sys

import click
from rich.table import Table

from app.console import as_json_option, pick, print_json, terminal
from app.diagnosis import Finding, diagnose

_SIGNS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "failed": "[red]✗[/]"}


@click.command()
@as_json_option
def command(*, as_json: bool) -> None:
    """Tell the state of Python, libraries, disk, database, storage, queue, Node and browser; exit 1 when one fails."""
    findings = diagnose()
    if as_json:
        print_json({"ok": _is_well(findings), "checks": [finding.as_document() for finding in findings]})
    else:
        _print_table(findings)
    sys.exit(0 if _is_well(findings) else 1)


def _is_well(findings: list[Finding]) -> bool:
    """Whether nothing that is needed fails; warnings are allowed."""
    return all(finding.state != "failed" for finding in findings)


def _print_table(findings: list[Finding]) -> None:
    """One line per check, then how to mend each that is not well."""
    console = terminal()
    table = Table(show_header=False, box=None)
    for finding in findings:
        table.add_row(_SIGNS[finding.state], finding.name, finding.found)
    console.print(table)
    for finding in findings:
        if finding.state != "ok":
            remedy = pick(vi=finding.remedy_vi, en=finding.remedy_en)
            console.print(f"{finding.name}: {remedy}", markup=False)
