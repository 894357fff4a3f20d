"""What people do with a comparison: check, make final, take back, answer an alert, withdraw; then back to its page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.rights import staff_only
from app.texts import describe
from catalogue.errors import CatalogueError, ConflictError, ForbiddenError, StaleError, ValidationError
from catalogue.records import Comparison
from catalogue.services.comparison_states import (
    acknowledge_alert,
    check_comparison,
    finalise_comparison,
    return_comparison,
)
from catalogue.services.comparisons import withdraw_comparison

bp = Blueprint("workbench_comparison_steps", __name__, url_prefix="/<any(vi,en):lang>/workbench/comparisons")
bp.before_request(staff_only)


@bp.post("/<uuid:comparison_id>/check")
def check(comparison_id: UUID) -> ResponseReturnValue:
    """Stand behind the result as a second person."""
    done = _("Checked. A curator can make it final now.")
    return _act(comparison_id, done, lambda s, v: check_comparison(s, caller(), comparison_id, expected_version=v))


@bp.post("/<uuid:comparison_id>/finalise")
def finalise(comparison_id: UUID) -> ResponseReturnValue:
    """Let the result stand."""
    done = _("The result is final.")
    return _act(comparison_id, done, lambda s, v: finalise_comparison(s, caller(), comparison_id, expected_version=v))


@bp.post("/<uuid:comparison_id>/return")
def give_back(comparison_id: UUID) -> ResponseReturnValue:
    """Take it back to draft, with the reason."""
    reason = request.form.get("reason", "")
    done = _("Taken back to draft.")
    return _act(
        comparison_id, done, lambda s, v: return_comparison(s, caller(), comparison_id, reason, expected_version=v)
    )


@bp.post("/<uuid:comparison_id>/acknowledge")
def acknowledge(comparison_id: UUID) -> ResponseReturnValue:
    """Answer the alert."""
    note = request.form.get("note", "")
    done = _("The alert is answered.")
    return _act(
        comparison_id, done, lambda s, v: acknowledge_alert(s, caller(), comparison_id, note, expected_version=v)
    )


@bp.post("/<uuid:comparison_id>/withdraw")
def withdraw(comparison_id: UUID) -> ResponseReturnValue:
    """Take a draft out of every list."""
    done = _("Withdrawn. Nothing was deleted.")
    return _act(comparison_id, done, lambda s, v: withdraw_comparison(s, caller(), comparison_id, expected_version=v))


def _act(comparison_id: UUID, done: str, change: Callable[[Session, int | None], Comparison]) -> ResponseReturnValue:
    """One step of the version that the reader saw; what stands in its way is told on the page itself."""
    try:
        with parts().sessions.begin() as session:
            change(session, request.form.get("version", None, int))
    except (ConflictError, StaleError, ValidationError) as error:
        flash(_sentence(error), "error")
    except ForbiddenError as error:
        if error.code == "forbidden":
            raise
        flash(_sentence(error), "error")
    else:
        flash(done, "success")
    return redirect(url_for("page_compare.show", comparison_id=comparison_id), HTTPStatus.SEE_OTHER)


def _sentence(error: CatalogueError) -> str:
    """What is wrong and how to mend it."""
    code, values = error.code, dict(error.values)
    if isinstance(error, ValidationError):
        code = next(iter(error.fields.values()))
        values = {"field": {"reason": _("Reason"), "note": _("Answer")}.get(next(iter(error.fields)), "")}
    text = describe(code, values, language())
    return f"{text.detail} {text.remedy}"
