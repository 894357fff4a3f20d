"""Who sees what of a record: fields locked for staff, and the organisation whose record it is."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.account_words import organisation_name
from app.pages.cards import in_words
from app.pages.fields import field_labels
from app.pages.forms import as_text
from app.pages.rights import staff_only
from catalogue.errors import StaleError, ValidationError
from catalogue.policy import Action
from catalogue.records import Artifact, Site
from catalogue.services.described import number_of
from catalogue.services.locking import Locks, lock_fields, read_locks
from catalogue.services.organisations import hand_over, list_organisations
from catalogue.services.private_fields import PARTS
from catalogue.vocab.heritage import RecordKind

bp = Blueprint("workbench_sight", __name__, url_prefix="/<any(vi,en):lang>/workbench/sight")
bp.before_request(staff_only)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: what it is called, what stands in it, and who sees it."""

    name: str
    label: str
    value: str
    is_locked: bool
    is_implied: bool


@bp.get("/<any(artifact,site):kind>/<path:number>")
def show(kind: str, number: str) -> ResponseReturnValue:
    """Every field with its lock."""
    with parts().readers() as session:
        return _page(session, read_locks(session, caller(), RecordKind(kind), number))


@bp.post("/<any(artifact,site):kind>/<path:number>")
def save(kind: str, number: str) -> ResponseReturnValue:
    """Lock the chosen fields; hand the record over where another organisation was chosen."""
    version, locked = request.form.get("version", None, int), request.form.getlist("locked")
    try:
        with parts().sessions.begin() as session:
            locks = lock_fields(session, caller(), RecordKind(kind), number, locked, expected_version=version)
            if "organisation" in request.form and isinstance(locks.record, Artifact | Site):
                hand_over(session, caller(), locks.record, request.form["organisation"] or None)
    except (StaleError, ValidationError):
        flash(
            _("Somebody else changed this record meanwhile. Nothing was saved; look at it and choose again."), "error"
        )
        return redirect(url_for(".show", kind=kind, number=number), HTTPStatus.SEE_OTHER)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", kind=kind, number=number), HTTPStatus.SEE_OTHER)


def _page(session: Session, locks: Locks) -> str:
    record, who = locks.record, caller()
    kind = record.__tablename__
    organisations = list_organisations(session, who)
    home = getattr(record, "organisation_id", None)
    return render_template(
        "workbench/sight.html",
        number=number_of(record), title=in_words(record.title_vi, record.title_en), version=record.version,
        is_public=record.is_public, status=record.status.value, visibility=record.visibility.value,
        is_sensitive=getattr(record, "is_location_sensitive", False),
        rows=_rows(locks), always=_always(locks),
        organisations=[(one.code, organisation_name(one), one.id == home) for one in organisations],
        may_write=who.may_on(Action.WRITE_RECORDS, home),
        edit_url=url_for("workbench_artifacts.edit", number=number_of(record)) if kind == "artifact"
        else url_for("workbench_sites.edit", code=number_of(record)),
    )  # fmt: skip


def _rows(locks: Locks) -> list[FieldRow]:
    """The fields that can be locked: those that hold something first."""
    labels = sight_labels()
    rows = [
        FieldRow(
            name=name,
            label=labels[name],
            value=_short(getattr(locks.record, name, None)),
            is_locked=name in locks.locked,
            is_implied=name in locks.hidden and name not in locks.locked,
        )
        for name in locks.lockable
        if name in labels
    ]
    return sorted(rows, key=lambda row: not row.value and row.name not in PARTS)


def _always(locks: Locks) -> list[str]:
    labels = sight_labels()
    return [labels[name] for name in sorted(locks.always) if name in labels and name != "location_id"]


def sight_labels() -> dict[str, str]:
    """What fields and lists are called."""
    return field_labels() | {
        "rights": _("Rights"),
        "source_url": _("Source address"),
        "condition_grade": _("Condition grade"),
        "next_check_on": _("Next check"),
        "inscriptions": _("All inscriptions"),
        "measurements": _("All measurements"),
        "agents": _("People and bodies"),
        "places": _("Places"),
        "history": _("History of the thing"),
        "identifiers": _("Other numbers"),
        "texts": _("Texts in other languages"),
        "links": _("Links to other records"),
    }


def _short(value: object) -> str:
    text = as_text(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
