"""List, retry and cancel jobs."""

from __future__ import annotations

from uuid import UUID

import click
from rich.table import Table

from app.console import as_json_option, open_parts, pick, print_json, reader, terminal
from app.texts import describe
from catalogue.policy import Identity

_WHO = Identity.system("cli")
_STATES = ("queued", "running", "done", "failed", "cancelled")


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Jobs: what waits, runs, and how it ended; without a word after it: the list."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show_list)


@command.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only jobs in this state.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@as_json_option
def show_list(*, state: str | None = None, limit: int = 50, as_json: bool = False) -> None:
    """Show jobs, newest first."""
    from app.jobs.progress import job_snapshot
    from catalogue.services.jobs import JobFilter, list_jobs
    from catalogue.vocab.terms import JobState

    with open_parts() as parts, parts.readers() as session:
        only = JobFilter(state=JobState(state) if state else None)
        page = list_jobs(session, _WHO, only=only, limit=limit)
        items = [job_snapshot(job) for job in page.items]
    if as_json:
        print_json({"items": items, "total": page.total})
    else:
        _print_table(items)


@command.command()
@click.argument("job", type=click.UUID)
@as_json_option
def retry(job: UUID, *, as_json: bool) -> None:
    """Let a failed or cancelled JOB run again."""
    from app.jobs.progress import job_snapshot
    from catalogue.services.jobs import retry_job

    with open_parts() as parts:
        with parts.sessions.begin() as session:
            snapshot = job_snapshot(retry_job(session, _WHO, job))
        parts.queue.announce(UUID(str(snapshot["id"])))
    _tell(snapshot, as_json=as_json)


@command.command()
@click.argument("job", type=click.UUID)
@as_json_option
def cancel(job: UUID, *, as_json: bool) -> None:
    """Stop a waiting or running JOB."""
    from app.jobs.progress import job_snapshot
    from catalogue.services.jobs import cancel_job

    with open_parts() as parts, parts.sessions.begin() as session:
        snapshot = job_snapshot(cancel_job(session, _WHO, job))
    _tell(snapshot, as_json=as_json)


def _tell(snapshot: dict[str, object], *, as_json: bool) -> None:
    """The job as it is now."""
    if as_json:
        print_json(snapshot)
    else:
        _print_table([snapshot])


def _print_table(items: list[dict[str, object]]) -> None:
    """Jobs as lines on the terminal."""
    table = Table()
    for heading in (pick(vi="mã", en="id"), pick(vi="loại", en="kind"), pick(vi="trạng thái", en="state"), "%", ""):
        table.add_column(heading, no_wrap=heading != "")
    for item in items:
        percent = f"{float(str(item['progress'])):.0%}"
        table.add_row(str(item["id"]), str(item["kind"]), str(item["state"]), percent, _remark(item))
    terminal().print(table)


def _remark(item: dict[str, object]) -> str:
    """What went wrong, else the step."""
    problem = item["problem"]
    if isinstance(problem, dict) and "code" in problem:
        return describe(str(problem["code"]), problem.get("values") or {}, reader()).detail
    return str(item["step"])
