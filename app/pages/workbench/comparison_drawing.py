"""The form on a comparison's page that asks for one more section or profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.rights import staff_only
from app.texts import describe
from catalogue.errors import ConflictError, ValidationError
from catalogue.policy import Action, require
from catalogue.services.comparison_drawings import DIRECTIONS, NewDrawings, request_drawings

bp = Blueprint("workbench_comparison_drawing", __name__, url_prefix="/<any(vi,en):lang>/workbench/comparisons")
bp.before_request(staff_only)


@bp.post("/<uuid:comparison_id>/drawings")
def draw(comparison_id: UUID) -> ResponseReturnValue:
    """Ask for the drawing, then back to the comparison, whose page shows its progress."""
    require(caller(), Action.COMPARE)
    page = url_for("page_compare.show", comparison_id=comparison_id, _anchor="drawings")
    try:
        wish = drawing_of(request.form)
        with parts().sessions.begin() as session:
            job = request_drawings(session, caller(), comparison_id, wish)
    except ValidationError as error:
        names = field_names()
        for field, code in error.fields.items():
            flash(describe(code, {"field": names.get(field, field)}, language()).detail, "error")
        return redirect(page, HTTPStatus.SEE_OTHER)
    except ConflictError as error:
        flash(describe(error.code, error.values, language()).detail, "error")
        return redirect(page, HTTPStatus.SEE_OTHER)
    parts().queue.announce(job.id)
    flash(_("The drawing is being made; it appears here."), "success")
    return redirect(page, HTTPStatus.SEE_OTHER)


def field_names() -> dict[str, str]:
    """The fields as the form calls them."""
    return {
        "point_mm": _("Point x, y, z (mm)"),
        "normal": _("Own direction x, y, z"),
        "direction": _("Cut"),
        "around_mm": _("Only so far around the point (mm)"),
        "path_mm": _("Points of the path, one a line: x, y, z (mm)"),
        "region": _("Through"),
        "name": _("Name on the drawing"),
    }


def drawing_of(form: Mapping[str, str]) -> NewDrawings:
    """The one drawing that the form asks for.

    Raises:
        ValidationError: a text that holds no numbers.
    """
    kind, name, region = form.get("kind", ""), form.get("name", ""), form.get("region", "")
    place: dict[str, object] = {"region": int(region)} if region.isdecimal() else {}
    if kind == "profile":
        lines = [line for line in form.get("path", "").splitlines() if line.strip()]
        if lines or not place:
            place = {"path_mm": [_triple(line, "path_mm") for line in lines]}
        return NewDrawings(profiles=[{**place, "name": name}])
    wish: dict[str, object] = {**(place or {"point_mm": _triple(form.get("point", ""), "point_mm")}), "name": name}
    if kind in DIRECTIONS:
        wish["direction"] = kind
    else:
        wish["normal"] = _triple(form.get("normal", ""), "normal")
    if around := form.get("around", "").strip():
        wish["around_mm"] = _number(around, "around_mm")
    return NewDrawings(planes=[wish])


def _triple(text: str, field: str) -> list[float]:
    """Three numbers parted by commas, semicolons or blanks; with semicolons or blanks a comma is a decimal one."""
    words = [word for word in re.split(r"[;\s]+", text.strip()) if word.strip(",")]
    if len(words) != 3:
        words = [word for word in re.split(r"[,;\s]+", text) if word]
    if len(words) != 3:
        raise ValidationError({field: "malformed"})
    return [_number(word.strip(","), field) for word in words]


def _number(word: str, field: str) -> float:
    try:
        return float(word.replace("−", "-").replace(",", "."))
    except ValueError:
        raise ValidationError({field: "malformed"}) from None
