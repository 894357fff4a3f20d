"""Conditions in words: what grades, severities, causes and steps are called, and how days and sizes are written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.i18n import format_number, language
from app.i18n import gettext as _
from app.pages.compare_words import area, volume
from catalogue.records import Damage
from catalogue.services.treatment_lists import Stand
from catalogue.vocab.heritage import DamageCause, DamageChange, Grade, HazardKind, Severity


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """For each closed list of condition work: value to words, in the order that forms show."""

    grade: dict[str, str]
    severity: dict[str, str]
    cause: dict[str, str]
    change: dict[str, str]
    stand: dict[str, str]
    hazard: dict[str, str]
    stage: dict[str, str]


def condition_words() -> ConditionWords:
    """The words of the closed lists in the language of this request."""
    return ConditionWords(
        grade={
            Grade.GOOD.value: _("Good"),
            Grade.FAIR.value: _("Fair"),
            Grade.POOR.value: _("Poor"),
            Grade.UNACCEPTABLE.value: _("Unacceptable"),
        },
        severity={
            Severity.NEGLIGIBLE.value: _("Negligible"),
            Severity.MINOR.value: _("Minor"),
            Severity.MODERATE.value: _("Moderate"),
            Severity.MAJOR.value: _("Major"),
            Severity.EXTREME.value: _("Extreme"),
        },
        cause={
            DamageCause.UNKNOWN.value: _("Unknown cause"),
            DamageCause.BIOLOGICAL.value: _("Biological"),
            DamageCause.CHEMICAL.value: _("Chemical"),
            DamageCause.PHYSICAL.value: _("Physical"),
            DamageCause.HUMAN.value: _("By people"),
            DamageCause.DISASTER.value: _("Disaster"),
        },
        change={
            DamageChange.FIRST_SEEN.value: _("First seen"),
            DamageChange.STABLE.value: _("Still there"),
            DamageChange.WORSE.value: _("Worse"),
            DamageChange.BETTER.value: _("Better"),
            DamageChange.TREATED.value: _("Treated"),
            DamageChange.GONE.value: _("Healed"),
        },
        stand={
            Stand.PROPOSED.value: _("Proposed"),
            Stand.BEGUN.value: _("Begun"),
            Stand.FINISHED.value: _("Finished"),
        },
        hazard={
            HazardKind.FLOOD.value: _("Flood"),
            HazardKind.LANDSLIDE.value: _("Landslide"),
            HazardKind.EROSION.value: _("Erosion of the bank"),
            HazardKind.FIRE.value: _("Fire"),
            HazardKind.OTHER.value: _("Other hazard"),
        },
        stage={"before": _("Before"), "during": _("During"), "after": _("After")},
    )


def day_words(day: dt.date | None) -> str:
    """A day as the reader writes it; empty for none."""
    if day is None:
        return ""
    return day.strftime("%d %b %Y" if language() == "en" else "%d/%m/%Y")


def extent_words(damage: Damage) -> str:
    """What was measured of a damage, each measure named."""
    lengths = (
        (_("length"), damage.length_mm),
        (_("width"), damage.width_mm),
        (_("depth"), damage.depth_mm),
    )
    words = [f"{name} {_length(value)}" for name, value in lengths if value is not None]
    words += [area(damage.area_mm2)] if damage.area_mm2 is not None else []
    words += [volume(damage.volume_mm3)] if damage.volume_mm3 is not None else []
    return " · ".join(words)


def place_words(damage: Damage) -> str:
    """Where a damage is: in words, on a photograph, on the surface."""
    words = [damage.place] if damage.place else []
    if damage.photo_x is not None and damage.photo_y is not None:
        shares = [format_number(100 * share, 1) for share in (damage.photo_x, damage.photo_y)]
        words.append(_("on the photograph, %(x)s %% from the left, %(y)s %% from the top", x=shares[0], y=shares[1]))
    if damage.x_mm is not None and damage.y_mm is not None and damage.z_mm is not None:
        point = "; ".join(format_number(value, 1) for value in (damage.x_mm, damage.y_mm, damage.z_mm))
        words.append(_("on the surface, x; y; z = %(point)s mm", point=point))
    return " · ".join(words)


def _length(value: float) -> str:
    return f"{format_number(value, 2 if value < 10 else 0)} mm"
