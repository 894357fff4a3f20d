"""Pick-lists for forms: terms, sites and places of storage, found by the first letters of any word, accents or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Location, Site, Term
from catalogue.services.visibility import seen
from catalogue.services.vocabularies import Named, find_terms, list_terms, name_terms, read_vocabulary
from catalogue.vocab.folding import clean, fold, words_of
from catalogue.vocab.terms import Status

_BRACKETED = re.compile(r"\[([^\[\]]+)\]\s*$")
MOST = 50
Row = TypeVar("Row", Site, Location)


@dataclass(frozen=True, slots=True)
class Pick:
    """One line of a pick-list: ``value`` is what the field then holds, ``detail`` where it stands."""

    value: str
    vi: str
    en: str
    detail: str = ""


def pick_terms(session: Session, vocabulary: str, words: str, limit: int = 20) -> list[Pick]:
    """Terms of a vocabulary with these words in a name, the best first; the top of the tree when nothing is typed.

    Raises:
        NotFoundError: ``vocabulary_not_found``.
    """
    found = read_vocabulary(session, vocabulary)
    most = max(1, min(limit, MOST))
    named = find_terms(session, found, words, most) if fold(words) else list_terms(session, found)[:most]
    above = _names_above(session, named)
    return [Pick(one.vi, one.vi, one.en, above.get(one.term.id.hex, "")) for one in named]


def pick_sites(session: Session, who: Identity, words: str, limit: int = 20) -> list[Pick]:
    """Sites that staff may file an artifact under, by code or name."""
    require(who, Action.READ_DRAFTS)
    query = select(Site).where(Site.status != Status.WITHDRAWN, seen(who, Site)).order_by(Site.code)
    rows = [(f"{s.title_vi} [{s.code}]", s.title_vi, s.title_en or s.title_vi, s.code) for s in session.scalars(query)]
    return _best([Pick(*row) for row in rows], words, limit)


def pick_locations(session: Session, who: Identity, words: str, limit: int = 20) -> list[Pick]:
    """Places of storage in use, by code or by the name of the place or of what it stands in."""
    require(who, Action.READ_DRAFTS)
    query = select(Location).where(Location.retired_at.is_(None)).order_by(Location.path)
    rows = {location.code: location for location in session.scalars(query)}
    picks = [_location_pick(location, rows) for location in rows.values()]
    return _best(picks, words, limit)


def find_site(session: Session, who: Identity, text: str) -> Site | None:
    """The site that a pick, a code, or a name of one site alone means, among those that the reader may see."""
    query = select(Site).where(Site.status != Status.WITHDRAWN, seen(who, Site))
    return _meant(text, [(s.code, s.title_vi, s) for s in session.scalars(query)])


def find_location(session: Session, text: str) -> Location | None:
    """The place of storage that a pick, a code, or a name of one place alone means."""
    query = select(Location).where(Location.retired_at.is_(None))
    return _meant(text, [(row.code, row.title_vi, row) for row in session.scalars(query)])


def write_location(session: Session, location: Location) -> str:
    """A place as the pick-list writes it: the names from the building down, and the code."""
    codes = location.path.split("/")
    rows = {row.code: row for row in session.scalars(select(Location).where(Location.code.in_(codes)))}
    return _location_pick(location, rows).value


def write_site(site: Site) -> str:
    """A site as the pick-list writes it."""
    return f"{site.title_vi} [{site.code}]"


def _location_pick(location: Location, rows: dict[str, Location]) -> Pick:
    above = [rows[code] for code in location.path.split("/") if code in rows]
    vi = " › ".join(row.title_vi for row in above)
    en = " › ".join(row.title_en or row.title_vi for row in above)
    return Pick(f"{vi} [{location.code}]", vi, en, location.code)


def _best(picks: Iterable[Pick], words: str, limit: int) -> list[Pick]:
    """Picks with every word at the start of one of theirs; whole beginnings and exact accents first."""
    wanted, exact = fold(words).split(), words_of(words)
    ranked: list[tuple[tuple[bool, bool, int], int, Pick]] = []
    for place, pick in enumerate(picks):
        text = fold(f"{pick.vi} {pick.en} {pick.detail}")
        if all(f" {word}" in f" {text}" for word in wanted):
            begins = fold(pick.detail).startswith(" ".join(wanted)) or text.startswith(" ".join(wanted))
            ranked.append(((not begins, exact not in words_of(pick.vi), len(text) if wanted else 0), place, pick))
    return [pick for _, _, pick in sorted(ranked, key=lambda row: row[:2])[: max(1, min(limit, MOST))]]


def _meant(text: str, rows: Sequence[tuple[str, str, Row]]) -> Row | None:
    """The one row that a text names by the code in brackets, by code, or by a name that only one row has."""
    kept = clean(text)
    bracketed = _BRACKETED.search(kept)
    code = bracketed[1] if bracketed else kept
    by_code = [row for row in rows if row[0].casefold() == code.casefold()]
    by_name = [row for row in rows if words_of(row[1]) == words_of(kept)] if kept and not by_code else []
    found = by_code or by_name
    return found[0][2] if len(found) == 1 else None


def _names_above(session: Session, named: Sequence[Named]) -> dict[str, str]:
    """Per term id the Vietnamese name of its broader term."""
    ids = {one.term.broader_id for one in named if one.term.broader_id}
    rows = name_terms(session, list(session.scalars(select(Term).where(Term.id.in_(ids))))) if ids else []
    names = {row.term.id: row.vi for row in rows}
    return {one.term.id.hex: names.get(one.term.broader_id, "") for one in named if one.term.broader_id}
