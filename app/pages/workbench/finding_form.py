"""The form of a finding: places on photographs are typed in percent, on the surface in millimetres."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.i18n import gettext as _
from app.i18n import language
from app.pages.forms import Form, as_text
from app.pages.workbench.condition_rows import FindingRow
from catalogue.errors import NotFoundError, ValidationError
from catalogue.services.vocabularies import Named, list_terms, read_vocabulary
from catalogue.vocab.folding import fold

VOCABULARY = "damage-types"
_SHARES = ("photo_x", "photo_y", "photo_w", "photo_h")
_PLAIN = ("cause", "severity", "place", "length_mm", "width_mm", "depth_mm", "area_mm2", "note_vi", "note_en")
_POINT = ("x_mm", "y_mm", "z_mm")
_NORMAL = ("normal_x", "normal_y", "normal_z")


def finding_labels() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "type": _("Type of damage"),
        "type_text": _("Type of damage"),
        "term_id": _("Type of damage"),
        "cause": _("Cause"),
        "severity": _("Severity"),
        "change": _("Since the check before"),
        "place": _("Place in words"),
        "length_mm": _("Length (mm)"),
        "width_mm": _("Width (mm)"),
        "depth_mm": _("Depth (mm)"),
        "area_mm2": _("Area (mm²)"),
        "note_vi": _("Note in Vietnamese"),
        "note_en": _("Note in English"),
        "photo_x": _("From the left, percent"),
        "photo_y": _("From the top, percent"),
        "photo_w": _("Width of the area, percent"),
        "photo_h": _("Height of the area, percent"),
        "x_mm": _("x (mm)"),
        "y_mm": _("y (mm)"),
        "z_mm": _("z (mm)"),
    }


def finding_form(row: FindingRow | None) -> Form:
    """A form that shows a finding as it is, or an empty one."""
    if row is None:
        return Form({"severity": "minor", "cause": "unknown"})
    damage = row.damage
    names = (*_PLAIN, *_POINT, *_NORMAL, "change", "version")
    values = {name: as_text(getattr(damage, name)) for name in names}
    for name in _SHARES:
        share = getattr(damage, name)
        values[name] = as_text(round(100 * share, 3)) if share is not None else ""
    return Form({**values, "type": row.name})


def finding_values(session: Session, form: Form) -> dict[str, object]:
    """What was typed, by column; the type becomes a term where one is called so.

    A photograph or a scene is named only where there is a pin on it.

    Raises:
        ValidationError: ``photo_x``.. ``not_a_number``; ``type``: ``required``.
    """
    if not form.value("type").strip():
        raise ValidationError({"type": "required"})
    sent = form.values
    values: dict[str, object] = {name: sent[name].strip() for name in (*_PLAIN, "change") if name in sent}
    values |= _type(session, form.value("type"))
    if "photo_x" in sent:
        values |= _photo(form)
    if "x_mm" in sent:
        values |= _surface(form)
    return values


def damage_types(session: Session) -> list[str]:
    """The names of the damage types in use, as the vocabulary orders them; none where it isn't loaded."""
    return [_named(one) for one in _terms(session)]


def _photo(form: Form) -> dict[str, object]:
    faults: dict[str, str] = {}
    shares: dict[str, object] = {}
    for name in _SHARES:
        text = form.value(name).strip().replace(",", ".")
        try:
            shares[name] = float(text) / 100 if text else None
        except ValueError:
            faults[name] = "not_a_number"
    if faults:
        raise ValidationError(faults)
    is_pinned = any(value is not None for value in shares.values())
    return {**shares, "file_id": _ident(form.value("file_id")) if is_pinned else None}


def _surface(form: Form) -> dict[str, object]:
    point: dict[str, object] = {name: form.value(name).strip() or None for name in _POINT}
    is_pinned = any(value is not None for value in point.values())
    normal = {name: (form.value(name).strip() or None) if is_pinned else None for name in _NORMAL}
    return {**point, **normal, "scene_id": _ident(form.value("scene_id")) if is_pinned else None}


def _type(session: Session, text: str) -> dict[str, object]:
    """The term that is called so in either language, with or without accents typed; else the words themselves."""
    wanted = fold(text)
    exact = [one for one in _terms(session) if text.strip().lower() in {one.vi.lower(), one.en.lower()}]
    found = exact or [one for one in _terms(session) if wanted in {fold(one.vi), fold(one.en)}]
    if len(found) == 1:
        return {"term_id": found[0].term.id, "type_text": None}
    return {"term_id": None, "type_text": text}


def _terms(session: Session) -> list[Named]:
    try:
        return list_terms(session, read_vocabulary(session, VOCABULARY))
    except NotFoundError:
        return []


def _named(one: Named) -> str:
    return one.en if language() == "en" else one.vi


def _ident(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
