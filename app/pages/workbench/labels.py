"""Labels with QR codes: choose artifacts or locations, choose the sheet, get a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.forms import Form
from app.pages.label_links import label_address
from app.pages.rights import staff_only
from app.pages.workbench.choosing import MOST, choose_artifacts, split_numbers
from app.pages.workbench.place_rows import thing_rows
from catalogue.errors import NotFoundError
from catalogue.records import Artifact, Location
from catalogue.services.codes import find_labelled
from catalogue.services.locations import Branch, list_tree, read_location
from viewer.labels import LAYOUTS, Label, label_sheets
from viewer.qr import qr_svg

bp = Blueprint("workbench_labels", __name__, url_prefix="/<any(vi,en):lang>/workbench/labels")
bp.before_request(staff_only)


@bp.get("/")
def index() -> ResponseReturnValue:
    """What would be printed, and how."""
    form = Form({"kind": "artifacts", "sheet": "a4-3x8", "skip": "0", **request.args.to_dict()})
    with parts().readers() as session:
        choice = choose_artifacts(session, request.args)
        branches, unknown = _branches(session, form)
        things = thing_rows(session, choice.artifacts)
    return render_template(
        "workbench/labels.html",
        form=form, things=things, branches=branches, unknown=[*choice.unknown, *unknown], is_cut=choice.is_cut,
        sheets=sheet_names(), base=parts().settings.public_url,
    )  # fmt: skip


@bp.post("/sheet.pdf")
def sheet() -> ResponseReturnValue:
    """The labels of everything that is ticked."""
    layout = LAYOUTS.get(request.form.get("sheet", "")) or LAYOUTS["a4-3x8"]
    skip = max(0, request.form.get("skip", 0, int))
    with parts().readers() as session:
        labels = [*_artifact_labels(session), *_location_labels(session)]
    if not labels:
        form = Form(
            request.form.to_dict(), {"number": _("Nothing is ticked. Choose at least one artifact or location.")}
        )
        page = render_template(
            "workbench/labels.html",
            form=form, things=[], branches=[], unknown=[], is_cut=False, sheets=sheet_names(),
            base=parts().settings.public_url,
        )  # fmt: skip
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    pdf = label_sheets(labels, layout, skip=skip, has_lines=request.form.get("lines") == "1")
    name = f"nhan-{labels[0].number}.pdf" if len(labels) == 1 else f"nhan-{len(labels)}.pdf"
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=_plain(name))
    return answer


@bp.get("/code/<any(artifact,location):kind>/<path:name>.svg")
def code(kind: str, name: str) -> ResponseReturnValue:
    """The QR code of one record."""
    with parts().readers() as session:
        try:
            record = (
                find_labelled(session, caller(), name) if kind == "artifact" else read_location(session, caller(), name)
            )
        except NotFoundError:
            abort(404)
        picture = qr_svg(label_address(record.id))
    return Response(picture, mimetype="image/svg+xml")


def sheet_names() -> dict[str, str]:
    """The sheets that we know how to fill."""
    return {
        "a4-3x8": _("A4, 24 labels of 70 × 37 mm"),
        "a4-4x10": _("A4, 40 labels of 52.5 × 29.7 mm"),
        "roll-50x25": _("Label printer, 50 × 25 mm"),
    }


def _branches(session: Session, form: Form) -> tuple[Sequence[Branch], list[str]]:
    """The locations that are offered: those named, or all where labels of locations are wanted."""
    wanted = split_numbers(form.value("codes"))
    if form.value("kind") != "locations" and not wanted:
        return (), []
    branches = list_tree(session, caller())
    known = {branch.location.code for branch in branches}
    chosen = [branch for branch in branches if not wanted or branch.location.code in wanted]
    return chosen[:MOST], [code for code in wanted if code not in known]


def _artifact_labels(session: Session) -> list[Label]:
    chosen = choose_artifacts(session, request.form).artifacts
    return [_artifact_label(artifact) for artifact in chosen]


def _artifact_label(artifact: Artifact) -> Label:
    site = artifact.site.title_vi if artifact.site else ""
    return Label(label_address(artifact.id), artifact.accession_number, artifact.title_vi, site)


def _location_labels(session: Session) -> list[Label]:
    wanted = set(request.form.getlist("code"))
    if not wanted:
        return []
    locations = [branch.location for branch in list_tree(session, caller())]
    names = {location.path: location.title_vi for location in locations}
    return [_location_label(location, names) for location in locations if location.code in wanted]


def _location_label(location: Location, names: dict[str, str]) -> Label:
    codes = location.path.split("/")
    above = [names.get("/".join(codes[:depth]), "") for depth in range(1, len(codes))]
    return Label(label_address(location.id), location.code, location.title_vi, " › ".join(filter(None, above)))


def _plain(name: str) -> str:
    """A file name that every system takes."""
    return "".join(c if c.isalnum() or c in ".-_" else "-" for c in name)
