"""The drawings on a comparison's page: sections, profiles and maps with a preview, and the form for one more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.api.links import comparison_file_path
from app.context import caller
from app.i18n import format_bytes
from app.i18n import gettext as _
from app.pages.workbench.jobs import JobRow, job_row
from catalogue.policy import Action
from catalogue.records import ComparisonFile
from catalogue.services.comparison_drawings import latest_drawing_job
from catalogue.services.comparisons import ComparisonParts
from catalogue.services.visibility import sees_drafts
from catalogue.vocab.terms import JobState

DRAWING = re.compile(r"(section|plane|profile|map)-([a-z0-9]+)\.(svg|pdf|dxf|csv)")
MAPS = "maps.pdf"
_KINDS = ("section", "plane", "profile", "map")
_SIDES = ("front", "right", "back", "left", "top", "bottom")


@dataclass(frozen=True, slots=True)
class DrawingRow:
    """One drawing: what it shows, its picture, what opens at a touch, its files as (kind, name, address, size).

    Browsers save an SVG of ours and show a PDF.
    """

    title: str
    picture: str
    opens: str
    files: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class DrawingPart:
    """The part "Drawings"; ``job`` is the newest one while it isn't done, ``places`` the regions to choose from."""

    rows: Sequence[DrawingRow]
    maps: str
    maps_size: str
    may_draw: bool
    job: JobRow | None
    places: Sequence[tuple[str, str]]


def drawing_part(session: Session, found: ComparisonParts) -> DrawingPart:
    """What the page shows of drawings."""
    own: dict[tuple[str, str], list[ComparisonFile]] = {}
    maps = next((file for file in found.files if file.name == MAPS), None)
    for file in found.files:
        if name := DRAWING.fullmatch(file.name):
            own.setdefault((name[1], name[2]), []).append(file)
    job = latest_drawing_job(session, found.comparison) if sees_drafts(caller()) else None
    return DrawingPart(
        rows=[_row(key, own[key], maps) for key in sorted(own, key=_rank)],
        maps=comparison_file_path(maps) if maps else "",
        maps_size=format_bytes(maps.size) if maps else "",
        may_draw=caller().may(Action.COMPARE) and found.comparison.withdrawn_at is None,
        job=job_row(session, job) if job is not None and job.state is not JobState.DONE else None,
        places=[(str(region.number), str(_("Place %(number)s", number=region.number))) for region in found.regions],
    )


def _rank(key: tuple[str, str]) -> tuple[int, int, str]:
    kind, which = key
    number = int(which) if which.isdecimal() else _SIDES.index(which) if which in _SIDES else len(_SIDES)
    return _KINDS.index(kind), number, which


def _row(key: tuple[str, str], files: Sequence[ComparisonFile], maps: ComparisonFile | None) -> DrawingRow:
    picture = next((comparison_file_path(file) for file in files if file.name.endswith(".svg")), "")
    paper = next((file for file in files if file.name.endswith(".pdf")), maps if key[0] == "map" else None)
    known = [
        (file.name.rpartition(".")[2].upper(), file.name, comparison_file_path(file), format_bytes(file.size))
        for file in files
    ]
    return DrawingRow(_title(*key), picture, comparison_file_path(paper) if paper else picture, known)


def _title(kind: str, which: str) -> str:
    """What a drawing is called."""
    sides = {
        "front": _("front"), "right": _("right side"), "back": _("back"), "left": _("left side"),
        "top": _("from above"), "bottom": _("from below"),
    }  # fmt: skip
    titles = {
        "section": _("Section through place %(which)s", which=which),
        "plane": _("Section %(which)s", which=which),
        "profile": _("Profile %(which)s", which=which),
        "map": _("Deviation map: %(which)s", which=sides.get(which, which)),
    }
    return str(titles[kind])
