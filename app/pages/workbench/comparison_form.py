"""What was typed into the form for two scans, as the service takes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from werkzeug.datastructures import FileStorage

from app.i18n import gettext as _
from app.pages.forms import Form, as_text
from app.pages.workbench import alignment_form
from app.pages.workbench.alignment_form import Faults, join_lines, read_alignment, shown_alignment
from catalogue.errors import ValidationError
from catalogue.services.comparisons import NewComparison

FIELDS = (
    "earlier_scan", "later_scan", "earlier_day", "later_day", "title", "note", "noise_earlier", "noise_later",
    "unit_earlier", "unit_later", *alignment_form.FIELDS,
)  # fmt: skip
_MOST_BYTES = 1_000_000


def form_labels() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "earlier_scan": _("Earlier scan"),
        "later_scan": _("Later scan"),
        "earlier_day": _("Earlier scan: day of capture"),
        "later_day": _("Later scan: day of capture"),
        "title": _("Title"),
        "note": _("Note"),
        "alignment": _("How are the two scans aligned?"),
        "pairs": _("Point pairs"),
        "pairs_file": _("CSV file of point pairs"),
        "matrix": _("Matrix"),
        "free_scale": _("Free scale"),
        "noise_mm": _("Noise of a point (mm)"),
        "noise_earlier": _("Noise of the earlier scan (mm)"),
        "noise_later": _("Noise of the later scan (mm)"),
        "unit_earlier": _("Unit of the earlier scan"),
        "unit_later": _("Unit of the later scan"),
        "since": _("Scanned since"),
    }


def order_of(form: Form) -> NewComparison:
    """The comparison that the form asks for.

    Raises:
        ValidationError: a scan is not chosen, a noise is no number or stands alone, or the chosen way to align lacks
            something (see ``read_alignment``).
    """
    faults = Faults()
    scans = {name: _scan(form, name, faults) for name in ("earlier_scan", "later_scan")}
    noise = [_number(form, name, faults) for name in ("noise_earlier", "noise_later")]
    if noise.count(None) == 1 and not {"noise_earlier", "noise_later"} & faults.codes.keys():
        faults.add("noise_later" if noise[1] is None else "noise_earlier", "required")
    alignment = read_alignment(form, faults)
    earlier, later = scans["earlier_scan"], scans["later_scan"]
    if faults.codes or earlier is None or later is None:
        raise ValidationError(faults.codes, **faults.values)
    wishes: dict[str, object] = {
        **alignment,
        "noise_mm": noise if None not in noise else None,
        "unit_earlier": form.value("unit_earlier"),
        "unit_later": form.value("unit_later"),
    }
    return NewComparison(earlier, later, form.value("title"), form.value("note"), wishes)


def shown_wishes(wishes: Mapping[str, object]) -> dict[str, str]:
    """The form's fields for everything that an earlier comparison asked for."""
    noise = wishes.get("noise_mm")
    pair = noise if isinstance(noise, list) and len(noise) == 2 else (None, None)
    return {
        **{name: as_text(wishes.get(name)) for name in ("unit_earlier", "unit_later")},
        "noise_earlier": as_text(pair[0]),
        "noise_later": as_text(pair[1]),
        **shown_alignment(wishes),
    }


def with_pairs_file(form: Form, upload: FileStorage | None) -> Form:
    """The form with the lines of an uploaded file below those that were typed, so that nothing is lost on a fault.

    Raises:
        ValidationError: ``too_long`` above a megabyte, ``not_text``.
    """
    if upload is None or not upload.filename:
        return form
    data = upload.stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValidationError({"pairs_file": "too_long"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError({"pairs_file": "not_text"}) from None
    return Form({**form.values, "pairs": join_lines(form.value("pairs"), text)})


def day_wishes(form: Form) -> dict[UUID, dt.date]:
    """Days of capture that were typed in, by scan.

    Raises:
        ValidationError: ``not_a_date``.
    """
    found: dict[UUID, dt.date] = {}
    for name in ("earlier", "later"):
        text = form.value(f"{name}_day").strip()
        if text:
            try:
                found[UUID(form.value(f"{name}_scan"))] = dt.date.fromisoformat(text)
            except ValueError:
                raise ValidationError({f"{name}_day": "not_a_date"}) from None
    return found


def _scan(form: Form, name: str, faults: Faults) -> UUID | None:
    """The chosen scan."""
    try:
        return UUID(form.value(name))
    except ValueError:
        faults.add(name, "required")
        return None


def _number(form: Form, name: str, faults: Faults) -> float | None:
    """A positive number with a point or a comma; None where nothing was typed."""
    text = form.value(name).strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        faults.add(name, "not_a_number")
        return None
    if not 0 < value <= 100:
        faults.add(name, "out_of_range")
    return value
