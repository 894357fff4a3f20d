"""Count what is kept: records by state, files by kind, bytes, jobs."""

from __future__ import annotations

import click
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.console import as_json_option, open_parts, pick, print_json, terminal
from catalogue.records import Artifact, Derivative, DigitalFile, JobRun, Model, Scan, Scene, Site, Tour


@click.command()
@as_json_option
def command(*, as_json: bool) -> None:
    """Show how much this installation keeps."""
    with open_parts() as parts, parts.readers() as session:
        found = count_everything(session)
    if as_json:
        print_json(found)
        return
    table = Table(pick(vi="Mục", en="What"), pick(vi="Số lượng", en="How many"))
    for name, value in found.items():
        shown = ", ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, shown or "0")
    terminal().print(table)


def count_everything(session: Session) -> dict[str, object]:
    """Counts of each noun, by state or kind where it has one, and the bytes of masters and derivatives."""
    return {
        "artifacts": _by(session, Artifact.status),
        "sites": _by(session, Site.status),
        "tours": _by(session, Tour.status),
        "files": _by(session, DigitalFile.kind),
        "file_bytes": _total(session, DigitalFile.size),
        "scans": _count(session, Scan.id),
        "models": _count(session, Model.id),
        "scenes": _count(session, Scene.id),
        "derivatives": _by(session, Derivative.usage),
        "derivative_bytes": _total(session, Derivative.size),
        "jobs": _by(session, JobRun.state),
    }


def _by(session: Session, column: InstrumentedAttribute[object]) -> dict[str, int]:
    """How many rows have each value of a column."""
    rows = session.execute(select(column, func.count()).group_by(column)).all()
    return {str(getattr(value, "value", value)): count for value, count in rows}


def _count(session: Session, column: InstrumentedAttribute[object]) -> int:
    """How many rows there are."""
    return session.scalar(select(func.count(column))) or 0


def _total(session: Session, column: InstrumentedAttribute[int]) -> int:
    """The sum of a column."""
    return int(session.scalar(select(func.sum(column))) or 0)
