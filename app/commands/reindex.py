"""Build the search anew from the records."""

from __future__ import annotations

import click

from app.console import as_json_option, open_parts, pick, print_json, terminal
from catalogue.policy import Identity


@click.command()
@as_json_option
def command(*, as_json: bool) -> None:
    """Write all search rows again, in one transaction; searching goes on meanwhile."""
    from catalogue.search.reindex import reindex

    with open_parts() as parts, parts.sessions.begin() as session:
        count = reindex(session, Identity.system("cli"))
    if as_json:
        print_json({"records": count})
    else:
        terminal().print(pick(vi=f"Tìm được {count} bản ghi.", en=f"{count} records can be found."))
