"""Compare what artifacts keep of their place and condition with the movements and checks, and put it right."""

from __future__ import annotations

import click
from rich.table import Table

from app.console import as_json_option, open_parts, pick, print_json, terminal
from catalogue.policy import Identity
from catalogue.services.conditions import rebuild_conditions
from catalogue.services.movements import find_strays, rebuild_locations


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; end with 1 where something differs.")
@as_json_option
@click.pass_context
def command(context: click.Context, *, only_check: bool, as_json: bool) -> None:
    """Recompute current locations from the movements, and condition grades from the checks; report what differed."""
    who = Identity.system("recount")
    with open_parts() as parts, parts.sessions.begin() as session:
        strays = find_strays(session, who)
        found = [(stray.artifact.accession_number, stray.kept, stray.moved_to) for stray in strays]
        if not only_check:
            rebuild_locations(session, who)
        conditions = 0 if only_check else rebuild_conditions(session, who)
    if as_json:
        rows = [{"number": number, "kept": kept, "moved_to": moved_to} for number, kept, moved_to in found]
        print_json({"locations": rows, "conditions": conditions, "mended": not only_check})
    else:
        _tell(found, conditions, only_check=only_check)
    if only_check and found:
        context.exit(1)


def _tell(found: list[tuple[str, str, str]], conditions: int, *, only_check: bool) -> None:
    """What differed, as people read it."""
    if found:
        table = Table(pick(vi="Hiện vật", en="Artifact"), pick(vi="Hồ sơ ghi", en="Record says"))
        table.add_column(pick(vi="Lần di chuyển ghi", en="Movement says"))
        for row in found:
            table.add_row(*row)
        terminal().print(table)
    vi = "đã ghi lại" if not only_check else "chưa sửa gì"
    en = "put right" if not only_check else "nothing was changed"
    terminal().print(
        pick(
            vi=f"{len(found)} vị trí khác với lần di chuyển, {conditions} tình trạng khác với lần kiểm tra ({vi}).",
            en=f"{len(found)} locations differed from the movements, {conditions} conditions from the checks ({en}).",
        )
    )
