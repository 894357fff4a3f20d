"""Locations and movements as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.api.links import derivative_path
from app.context import caller
from app.pages.cards import in_words
from app.pages.procedure_words import location_kinds, move_reasons
from catalogue.records import Artifact, Location, Movement
from catalogue.services.derivatives import pick_thumbnails
from catalogue.services.locations import Branch, list_tree
from catalogue.services.movement_lists import Step, list_steps
from catalogue.vocab.days import MUSEUM_ZONE


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A location in the tree; ``depth`` is 0 for a building."""

    code: str
    title: str
    kind: str
    depth: int
    own: int
    all: int
    is_retired: bool
    url: str


@dataclass(frozen=True, slots=True)
class ThingRow:
    """An artifact in a list, with its picture and where it stands."""

    number: str
    title: str
    place: str
    picture: str | None
    url: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A movement in the journal."""

    id: UUID
    moved_at: dt.datetime
    number: str
    title: str
    trail_url: str
    origin: str
    goal: str
    goal_url: str | None
    reason: str
    mover: str
    decision: str
    approver: str
    note: str
    is_correction: bool
    is_corrected: bool


def place_title(location: Location) -> str:
    """The name in the reader's language."""
    return in_words(location.title_vi, location.title_en)


def place_row(branch: Branch) -> PlaceRow:
    """A branch of the tree as its row."""
    location = branch.location
    return PlaceRow(
        location.code, place_title(location), location_kinds()[location.kind.value], location.path.count("/"),
        branch.own, branch.all, location.retired_at is not None,
        url_for("workbench_locations.show", code=location.code),
    )  # fmt: skip


def place_options(session: Session) -> list[tuple[str, str]]:
    """Codes of the locations in use with their names from the building down, for pick-lists."""
    names: dict[str, str] = {}
    options = []
    for branch in list_tree(session, caller()):
        path = branch.location.path
        above = names.get(path.rpartition("/")[0], "")
        names[path] = " › ".join(filter(None, (above, place_title(branch.location))))
        options.append((branch.location.code, names[path]))
    return options


def thing_rows(session: Session, artifacts: Sequence[Artifact]) -> list[ThingRow]:
    """Artifacts with their pictures, found in one go."""
    pictures = pick_thumbnails(session, caller(), [artifact.id for artifact in artifacts])
    return [
        ThingRow(
            artifact.accession_number,
            in_words(artifact.title_vi, artifact.title_en),
            artifact.location or "",
            derivative_path(pictures[artifact.id]) if artifact.id in pictures else None,
            url_for("workbench_movements.trail", number=artifact.accession_number),
        )
        for artifact in artifacts
    ]


def move_rows(session: Session, movements: Sequence[Movement], corrected: frozenset[UUID]) -> list[MoveRow]:
    """Movements with the names of things and places; ``corrected`` are ids of movements that were set right."""
    return [_move_row(step, corrected) for step in list_steps(session, caller(), movements)]


def _move_row(step: Step, corrected: frozenset[UUID]) -> MoveRow:
    row = step.movement
    return MoveRow(
        row.id, row.moved_at, step.artifact.accession_number, in_words(step.artifact.title_vi, step.artifact.title_en),
        url_for("workbench_movements.trail", number=step.artifact.accession_number),
        place_title(step.origin) if step.origin else "",
        f"{place_title(step.goal)} ({step.goal.code})" if step.goal else row.to_text or "",
        url_for("workbench_locations.show", code=step.goal.code) if step.goal else None,
        move_reasons()[row.reason.value], row.mover, row.decision_number or "", row.approver or "", row.note or "",
        row.corrects_id is not None, row.id in corrected,
    )  # fmt: skip


def museum_moment(text: str) -> str:
    """A moment typed without a zone is the museum's own clock's; anything else is left to the service to judge."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=MUSEUM_ZONE)).isoformat()
