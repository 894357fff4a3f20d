"""Facets as pages show them: titles, values in the reader's words, counts, addresses that choose or drop a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import format_number, language
from app.i18n import gettext as _
from app.pages.cards import in_words, said
from app.pages.labels import make_labels
from app.searching import Pairs, toggled
from catalogue.records import Organisation
from catalogue.search.query import Results
from catalogue.services.sites import name_sites
from catalogue.vocab.dates import reigns

SHOWN = (
    "kind", "has_3d", "rank", "site_kind", "tradition_kind", "object_type", "material", "reign", "century",
    "protection", "site", "organisation", "grade", "status",
)  # fmt: skip
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_SILENT = {"rank": "none", "protection": "none"}

Address = Callable[[Pairs], str]
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its count, and the address that chooses or drops it."""

    text: str
    count: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet and its values; it stands open where one of them is chosen."""

    title: str
    values: Sequence[FacetValue]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Active:
    """Something that narrows the search, and the address without it."""

    title: str
    text: str
    url: str


def make_facets(found: Results, pairs: Pairs, words: Words, address: Address) -> list[Facet]:
    """The facets that narrow something, in a fixed order; a count that was not counted to its end has a plus sign."""
    titles, more = facet_titles(), "" if found.are_counts_exact else "+"
    facets = []
    for at, name in enumerate(SHOWN):
        values = [
            FacetValue(
                text=word(words, name, value),
                count=format_number(count) + more,
                url=address(toggled(pairs, name, value)),
                is_chosen=(name, value) in pairs,
            )
            for value, count in found.facets.get(name, {}).items()
            if _SILENT.get(name) != value or (name, value) in pairs
        ]
        if values:
            is_chosen = any(value.is_chosen for value in values)
            facets.append(Facet(titles[name], values, at < 3 or is_chosen))
    return facets


def make_active(pairs: Pairs, words: Words, address: Address) -> list[Active]:
    """Everything but the words that narrows the search, each with the address that drops it."""
    titles = facet_titles()
    chosen = [
        Active(titles[name], word(words, name, value), address(toggled(pairs, name, value)))
        for name, value in pairs
        if name in titles
    ]
    return [*chosen, *_years(pairs, address), *_area(pairs, address)]


def _years(pairs: Pairs, address: Address) -> list[Active]:
    """The written date and the years."""
    given = dict(pairs)
    found = []
    if "date" in given:
        found.append(Active(_("Date"), given["date"], address(_without(pairs, "date"))))
    if "year_from" in given or "year_to" in given:
        text = f"{given.get('year_from', '…')} – {given.get('year_to', '…')}"
        found.append(Active(_("Year range"), text, address(_without(pairs, "year_from", "year_to"))))
    return found


def _area(pairs: Pairs, address: Address) -> list[Active]:
    """The area on the map."""
    given = dict(pairs)
    areas = {"polygon": _("a drawn area"), "near": _("around a place"), "bbox": _("a part of the map")}
    name = next((name for name in areas if name in given), None)
    if name is None:
        return []
    return [Active(_("Map area"), areas[name], address(_without(pairs, "bbox", "near", "radius_m", "polygon")))]


def _without(pairs: Pairs, *names: str) -> Pairs:
    return [pair for pair in pairs if pair[0] not in names]


def word(words: Words, facet: str, value: str) -> str:
    """A value in the reader's words."""
    if facet == "century":
        return century_words(value)
    return words.get(facet, {}).get(value) or said(value)


def facet_titles() -> dict[str, str]:
    """What facets are called."""
    return {
        "kind": _("Kind"),
        "site_kind": _("Type of site"),
        "tradition_kind": _("Type of heritage"),
        "rank": _("Rank"),
        "object_type": _("Object type"),
        "material": _("Material"),
        "protection": _("Legal class"),
        "site": _("Site"),
        "has_3d": _("In three dimensions"),
        "reign": _("Reign"),
        "century": _("Century"),
        "organisation": _("Organisation"),
        "grade": _("Condition"),
        "status": _("Status"),
    }


def facet_words(session: Session, found: Results, pairs: Pairs) -> dict[str, dict[str, str]]:
    """What the values of closed lists, sites, organisations and reigns are called."""
    labels = make_labels()
    names = {facet: {*found.facets.get(facet, ()), *(v for n, v in pairs if n == facet)} for facet in SHOWN}
    return {
        "kind": {
            "artifact": _("Objects"), "site": _("Sites"), "tour": _("Tours"), "tradition": _("Traditions"),
            "collection": _("Collections"),
        },
        "site_kind": labels.site_kind,
        "rank": labels.site_rank,
        "protection": labels.protection,
        "status": labels.status,
        "has_3d": {"yes": _("With a 3D model")},
        "tradition_kind": _tradition_kinds(),
        "grade": {
            "good": _("Good"), "fair": _("Fair"), "poor": _("Poor"), "unacceptable": _("Unacceptable"),
        },
        "reign": {ident: reign.name for ident, reign in reigns().items() if ident in names["reign"]},
        "site": _site_names(session, names["site"]),
        "organisation": _organisation_names(session, names["organisation"]),
    }  # fmt: skip


def century_words(value: str) -> str:
    """A century as people write it: "Thế kỷ XIX", "19th century", "2nd century BC"."""
    number = int(value) if value.lstrip("-").isdigit() and len(value) < 4 else 0
    if number == 0:
        return value
    if language() == "en":
        text = _("%(ordinal)s century", ordinal=_ordinal(abs(number)))
        return f"{text} BC" if number < 0 else text
    roman, rest = "", abs(number)
    for amount, letters in _ROMAN:
        roman += letters * (rest // amount)
        rest %= amount
    return f"Thế kỷ {roman}" + (" TCN" if number < 0 else "")


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _tradition_kinds() -> dict[str, str]:
    """Kinds of intangible heritage."""
    return {
        "language": _("Language and script"),
        "folk_literature": _("Folk literature"),
        "performing_arts": _("Performing arts"),
        "social_practice": _("Social practice and belief"),
        "festival": _("Festival"),
        "folk_knowledge": _("Folk knowledge"),
        "craft": _("Traditional craft"),
    }


def _site_names(session: Session, codes: set[str]) -> dict[str, str]:
    """Sites by code, as far as the reader may see them."""
    return {site.code: in_words(site.title_vi, site.title_en) for site in name_sites(session, caller(), codes)}


def _organisation_names(session: Session, idents: set[str]) -> dict[str, str]:
    """Organisations by id."""
    keys = [UUID(text) for text in idents if _is_id(text)]
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(keys)))
    return {str(row.id): in_words(row.title_vi, row.title_en) for row in rows}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
