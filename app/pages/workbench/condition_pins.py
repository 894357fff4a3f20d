"""Pins: findings placed on photographs and on the 3D surface, beside the list of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.condition_words import condition_words
from app.pages.forms import Form, faults_of
from app.pages.record_media import SceneLink, media_of
from app.pages.workbench.condition_page import ChoicePhoto, choice_photos
from app.pages.workbench.condition_rows import FindingRow, check_row, finding_row, record_link
from app.pages.workbench.conditions import bp as room
from app.pages.workbench.finding_form import (
    damage_types,
    finding_form,
    finding_labels,
    finding_values,
)
from app.pages.workbench.rows import title_of
from app.texts import describe
from catalogue.errors import ConflictError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import ConditionCheck
from catalogue.services.check_drafts import judge_damage
from catalogue.services.condition_report import list_findings, scene_of
from catalogue.services.conditions import read_check, read_record
from catalogue.services.damages import add_damage, remove_damage, update_damage
from catalogue.vocab.terms import Status

SURFACE = "surface"


@dataclass(frozen=True, slots=True)
class PinsPage:
    """Everything that ``templates/workbench/condition_pins.html`` shows."""

    number: str
    title: str
    record_number: str
    record_url: str
    day: str
    view: str
    photo: ChoicePhoto | None
    photos: Sequence[ChoicePhoto]
    scene: SceneLink | None
    scene_id: str
    rows: Sequence[FindingRow]
    form: Form
    damage_id: str
    may_check: bool
    types: Sequence[str]

    @property
    def is_surface(self) -> bool:
        """Whether the 3D surface is shown."""
        return self.view == SURFACE

    def is_here(self, row: FindingRow) -> bool:
        """Whether the finding is pinned on what is shown."""
        if self.is_surface:
            return row.damage.x_mm is not None
        return self.photo is not None and row.damage.file_id == self.photo.file.id


@room.get("/<number>/pins")
def pins(number: str) -> ResponseReturnValue:
    """The picture with its pins, the list, and the form of a new or a chosen finding."""
    with parts().readers() as session:
        return _page(session, read_check(session, caller(), number), request.args)


@room.post("/<number>/pins")
def save_pin(number: str) -> ResponseReturnValue:
    """Save a new finding or a changed one; on a fault the form comes back as it was typed."""
    require(caller(), Action.CHECK_CONDITION)
    form = Form(request.form.to_dict())
    damage_id, version = request.form.get("damage", None, UUID), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            values = finding_values(session, form)
            if damage_id is None:
                damage = add_damage(session, caller(), number, values)
            else:
                damage = update_damage(session, caller(), damage_id, values, expected_version=version)
            place = f"finding-{damage.number}"
    except StaleError:
        flash(_("Someone else saved this finding while you were writing. Your words stand in the form."), "error")
        return _again(form, number, {}, HTTPStatus.CONFLICT)
    except (ValidationError, ConflictError) as error:
        faults = faults_of(error, finding_labels(), "type")
        return _again(form, number, faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Saved."), "success")
    return redirect(_address(number, form.value("view"), place), HTTPStatus.SEE_OTHER)


@room.post("/<number>/findings/<uuid:damage_id>/judge")
def judge(number: str, damage_id: UUID) -> ResponseReturnValue:
    """Say what became of a carried finding."""
    change, version = request.form.get("change", ""), request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        damage = judge_damage(session, caller(), damage_id, change, expected_version=version)
        place = f"finding-{damage.number}"
    return redirect(_address(number, request.form.get("view", ""), place), HTTPStatus.SEE_OTHER)


@room.post("/<number>/findings/<uuid:damage_id>/remove")
def remove(number: str, damage_id: UUID) -> ResponseReturnValue:
    """Take back a finding that was a mistake."""
    version, view = request.form.get("version", None, int), request.form.get("view", "")
    try:
        with parts().sessions.begin() as session:
            remove_damage(session, caller(), damage_id, expected_version=version)
    except StaleError:
        flash(_("Someone else changed this finding meanwhile; look at it again before you remove it."), "error")
    except ConflictError as error:
        told = describe(error.code, error.values, language())
        flash(f"{told.detail} {told.remedy}", "error")
    else:
        flash(_("The finding was removed; the history keeps what it said."), "success")
    return redirect(_address(number, view, "findings"), HTTPStatus.SEE_OTHER)


def _address(number: str, view: str, place: str) -> str:
    """Where the reader was: the check's page, or its pins on the same picture."""
    if view == "page":
        return url_for(".show", number=number, _anchor=place)
    return url_for(".pins", number=number, view=view or None, _anchor=place)


def _again(form: Form, number: str, faults: Mapping[str, str], status: HTTPStatus) -> ResponseReturnValue:
    """The form as typed."""
    with parts().readers() as session:
        check = read_check(session, caller(), number)
        return _page(session, check, request.form, Form(form.values, faults)), status


def _page(session: Session, check: ConditionCheck, wish: Mapping[str, str], form: Form | None = None) -> str:
    """The page for what the reader wants to see."""
    record = read_record(session, check)
    rows = [finding_row(finding) for finding in list_findings(session, caller(), check)]
    chosen = next((row for row in rows if str(row.id) == wish.get("damage")), None)
    photos = choice_photos(session, check, record)
    scene, kept = media_of(session, record, title_of(record)).scene, scene_of(session, record)
    view = _view(wish.get("view", ""), chosen, photos, has_scene=scene is not None)
    number, url = record_link(record)
    is_open = check.status in {Status.DRAFT, Status.REVIEW}
    page = PinsPage(
        number=check.number,
        title=title_of(record),
        record_number=number,
        record_url=url,
        day=check_row(check, record).day,
        view=view,
        photo=next((one for one in photos if str(one.file.id) == view), None),
        photos=photos,
        scene=scene,
        scene_id=str(kept.id) if kept else "",
        rows=rows,
        form=form or finding_form(chosen),
        damage_id=str(chosen.id) if chosen else "",
        may_check=is_open and caller().may(Action.CHECK_CONDITION),
        types=damage_types(session),
    )
    return render_template("workbench/condition_pins.html", page=page, words=condition_words())


def _view(wish: str, chosen: FindingRow | None, photos: Sequence[ChoicePhoto], *, has_scene: bool) -> str:
    """The photograph that is wished for, ``surface``, or what the chosen finding or the check has first."""
    known = [str(one.file.id) for one in photos] + ([SURFACE] if has_scene else [])
    if wish in known:
        return wish
    if chosen is not None:
        own = str(chosen.damage.file_id) if chosen.damage.file_id else SURFACE if chosen.damage.x_mm is not None else ""
        if own in known:
            return own
    first = next((str(one.file.id) for one in photos if one.is_chosen), None)
    return first or (known[0] if known else "")
