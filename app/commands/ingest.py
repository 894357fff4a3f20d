"""Take files in: photographs, scans, panoramas, documents."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from app.console import as_json_option, open_parts, pick, print_json, print_problem, progress_bar, reader, terminal
from app.ingesting import Ingested, carry_out, find_target, ingest_file, publish
from app.parts import Parts
from app.texts import describe
from catalogue.errors import CatalogueError
from ingest.errors import IngestError
from ingest.recipes.submit import Target

_KINDS = ("photo", "scan", "panorama", "document")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--artifact", help="Accession number of the artifact that they show.")
@click.option("--site", help="Code of the site that they show.")
@click.option("--kind", type=click.Choice(_KINDS), help="What they are; by default told from their content.")
@click.option("--unit", type=click.Choice(["mm", "cm", "m"]), help="Unit of a scan's lengths.")
@click.option("--captured-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Day of capture (Vietnam).")
@click.option("--publish", "is_public", is_flag=True, help="Publish the record afterwards.")
@click.option("--wait", is_flag=True, help="Wait until their derivatives are made.")
@as_json_option
def command(files: tuple[Path, ...], *, is_public: bool, wait: bool, as_json: bool, **said: object) -> int:
    """Take FILES in for one artifact or one site; a file that is there already is named with its first record."""
    artifact, site = _owner(said)
    more = {"kind": str(said["kind"] or ""), "unit": str(said["unit"] or ""), "captured_at": _moment(said)}
    with open_parts() as parts:
        target = find_target(parts, artifact=artifact, site=site, more=more)
        done, problems = _take_in(parts, files, target)
        if is_public and not problems:
            publish(parts, artifact=artifact, site=site)
        ended = _finish(parts, done, wait=wait)
    if as_json:
        shown = [{"id": job["id"], "state": job["state"]} for job in ended]
        print_json({"files": [one.as_json() for one in done], "jobs": shown, "problems": problems})
    else:
        _print_table(done)
    failed = any(job["state"] in {"failed", "cancelled"} for job in ended)
    return 1 if problems or failed else 0


def _owner(said: dict[str, object]) -> tuple[str | None, str | None]:
    """The artifact or the site: exactly one."""
    artifact, site = said["artifact"], said["site"]
    if bool(artifact) == bool(site):
        raise click.UsageError(
            pick(vi="Cần đúng một trong --artifact và --site.", en="Give one of --artifact and --site.")
        )
    return (str(artifact), None) if artifact else (None, str(site))


def _moment(said: dict[str, object]) -> str:
    """The day of capture as ISO 8601 with Vietnam's zone."""
    from datetime import datetime

    from app.i18n import TIME_ZONE

    given = said["captured_at"]
    return given.replace(tzinfo=TIME_ZONE).isoformat() if isinstance(given, datetime) else ""


def _take_in(parts: Parts, files: tuple[Path, ...], target: Target) -> tuple[list[Ingested], list[dict[str, object]]]:
    """All files, one after the other; a refused one is told and doesn't stop the others."""
    done: list[Ingested] = []
    problems: list[dict[str, object]] = []
    with progress_bar() as progress:
        for path in files:
            try:
                done.append(ingest_file(parts, path, target, progress))
            except (IngestError, CatalogueError) as error:
                text = describe(error.code, error.values, reader())
                print_problem(text)
                problems.append({"name": path.name, "code": text.code, "detail": text.detail, "remedy": text.remedy})
    return done, problems


def _finish(parts: Parts, done: list[Ingested], *, wait: bool) -> list[dict[str, object]]:
    """The jobs that follow, ended when that is wished, else as they wait."""
    jobs = [job for one in done for job in one.jobs]
    if not wait:
        return [{"id": str(job), "state": "queued"} for job in jobs]
    with progress_bar() as progress:
        return carry_out(
            parts, jobs, lambda job: progress(f"{job['kind']}: {job['step']}", float(str(job["progress"])))
        )


def _print_table(done: list[Ingested]) -> None:
    """One line a file."""
    table = Table(pick(vi="Tệp", en="File"), pick(vi="Loại", en="Kind"), "SHA-256", pick(vi="Ghi chú", en="Note"))
    for one in done:
        note = pick(vi=f"đã có ở {one.first}", en=f"already kept with {one.first}") if one.duplicate_of else ""
        table.add_row(one.name, one.kind, one.sha256[:12], note)
    terminal().print(table)
