"""Scanned lists: a shelf, then what was put on it, then the next shelf; read as a plan, carried out as movements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Location, Movement
from catalogue.services.codes import Labelled, find_labelled
from catalogue.services.movements import MOST, move_artifacts


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A line that can't be followed: ``code`` says why (code_unknown, not_movable, no_place, location_closed)."""

    line: int
    text: str
    code: str


@dataclass(slots=True)
class Group:
    """What goes to one location; ``already`` stands there now."""

    location: Location
    artifacts: list[Artifact] = field(default_factory=list)
    already: list[Artifact] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What a scanned list asks for; ``doubles`` counts lines that were scanned before."""

    groups: list[Group] = field(default_factory=list)
    puzzles: list[Puzzle] = field(default_factory=list)
    doubles: int = 0

    @property
    def total(self) -> int:
        """How many artifacts would move."""
        return sum(len(group.artifacts) for group in self.groups)


def read_plan(session: Session, who: Identity, lines: Sequence[str]) -> Plan:
    """Read a scanned list: each location opens a group, artifacts go to the location before them.

    The last scan of an artifact counts; the same location again goes on with its group.

    Raises:
        ValidationError: ``codes``: ``too_long`` beyond two thousand lines.
    """
    require(who, Action.MOVE_ARTIFACTS)
    if len(lines) > MOST:
        raise ValidationError({"codes": "too_long"})
    plan, here = Plan(), None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = find_labelled(session, who, line)
        except NotFoundError:
            plan.puzzles.append(Puzzle(number, line.strip(), "code_unknown"))
            continue
        if isinstance(found, Location) and found.retired_at is None:
            here = _group(plan, found)
        elif fault := _fault(found, here):
            plan.puzzles.append(Puzzle(number, line.strip(), fault))
        elif isinstance(found, Artifact) and here is not None:
            plan.doubles += _put(plan, here, found)
    return plan


def carry_out(session: Session, who: Identity, plan: Plan, values: Mapping[str, object]) -> list[Movement]:
    """Move everything of a plan, all or nothing; ``values`` as in ``move_artifacts`` without the place.

    Raises:
        ValidationError: ``codes``: ``required`` when nothing would move; else as ``move_artifacts``.
    """
    require(who, Action.MOVE_ARTIFACTS)
    if not plan.total:
        raise ValidationError({"codes": "required"})
    moved: list[Movement] = []
    for group in plan.groups:
        numbers = [artifact.accession_number for artifact in group.artifacts]
        if numbers:
            moved += move_artifacts(session, who, numbers, {**values, "to_id": group.location.id})
    return moved


def _fault(found: Labelled, here: Group | None) -> str:
    """Why a line can't be followed; empty when it can."""
    if isinstance(found, Location):
        return "location_closed"
    if not isinstance(found, Artifact):
        return "not_movable"
    return "no_place" if here is None else ""


def _group(plan: Plan, location: Location) -> Group:
    for group in plan.groups:
        if group.location is location:
            return group
    plan.groups.append(Group(location))
    return plan.groups[-1]


def _put(plan: Plan, here: Group, artifact: Artifact) -> int:
    """Put an artifact into the open group; 1 when it was scanned before."""
    before = 0
    for group in plan.groups:
        for rows in (group.artifacts, group.already):
            if artifact in rows:
                rows.remove(artifact)
                before = 1
    rows = here.already if artifact.location_id == here.location.id else here.artifacts
    rows.append(artifact)
    return before
