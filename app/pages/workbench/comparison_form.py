"""What was typed into the form for two scans, as the service takes it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from app.i18n import gettext as _
from app.pages.forms import Form
from catalogue.errors import ValidationError
from catalogue.services.comparisons import NewComparison

FIELDS = (
    "earlier_scan", "later_scan", "earlier_day", "later_day", "title", "note", "registered", "noise_earlier",
    "noise_later", "unit_earlier", "unit_later",
)  # fmt: skip


def form_labels() -> dict[str, str]:
    """The label of every field, as the form shows it."""
    return {
        "earlier_scan": _("Earlier scan"),
        "later_scan": _("Later scan"),
        "earlier_day": _("Earlier scan: day of capture"),
        "later_day": _("Later scan: day of capture"),
        "title": _("Title"),
        "note": _("Note"),
        "registered": _("Are the two files aligned already?"),
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
        ValidationError: a scan is not chosen, or a noise is no number or stands alone.
    """
    faults: dict[str, str] = {}
    scans = {name: _scan(form, name, faults) for name in ("earlier_scan", "later_scan")}
    noise = [_number(form, name, faults) for name in ("noise_earlier", "noise_later")]
    if noise.count(None) == 1 and not faults:
        faults["noise_later" if noise[1] is None else "noise_earlier"] = "required"
    earlier, later = scans["earlier_scan"], scans["later_scan"]
    if faults or earlier is None or later is None:
        raise ValidationError(faults)
    wishes: dict[str, object] = {
        "registered": form.value("registered") == "yes",
        "noise_mm": noise if None not in noise else None,
        "unit_earlier": form.value("unit_earlier"),
        "unit_later": form.value("unit_later"),
    }
    return NewComparison(earlier, later, form.value("title"), form.value("note"), wishes)


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


def _scan(form: Form, name: str, faults: dict[str, str]) -> UUID | None:
    """The chosen scan."""
    try:
        return UUID(form.value(name))
    except ValueError:
        faults[name] = "required"
        return None


def _number(form: Form, name: str, faults: dict[str, str]) -> float | None:
    """A positive number with a point or a comma; None where nothing was typed."""
    text = form.value(name).strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        faults[name] = "not_a_number"
        return None
    if not 0 < value <= 100:
        faults[name] = "out_of_range"
    return value
