"""Export records as a table for spreadsheet programs."""

from __future__ import annotations

from pathlib import Path

import click

from app.console import as_json_option, open_parts, pick, print_json, reader, terminal
from app.exporting import write_table
from catalogue.policy import Identity


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(["csv", "xlsx"]))
@click.option("--as", "kind", type=click.Choice(["artifacts", "sites"]), default="artifacts", help="What is exported.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write or replace.")
@as_json_option
def command(form: str, *, kind: str, out: Path | None, as_json: bool) -> None:
    """Write all records in use as FORMAT (csv or xlsx), one a row; edited, the table can be imported again.

    The columns uid and version tell the import which record a row is, and whether it was changed meanwhile.
    """
    target = out or Path(f"{kind}.{form}")
    with open_parts() as parts:
        count = write_table(parts, Identity.system("export"), kind, target, form=form, lang=reader())
    if as_json:
        print_json({"file": str(target), "records": count})
    else:
        terminal().print(pick(vi=f"Đã ghi {count} bản ghi vào {target}.", en=f"{count} records written to {target}."))
