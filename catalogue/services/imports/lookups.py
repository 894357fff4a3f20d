"""What is there already, asked for many rows at once: records, sites, areas and terms by what people write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, func, select
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import Place, Site, Term, TermLabel, Vocabulary
from catalogue.services.bulk import ARTIFACT, SITE
from catalogue.services.imports.fields import NUMBER_FIELD
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean, fold
from catalogue.vocab.heritage import TermFacet

FACETS: Mapping[str, tuple[str, TermFacet]] = {
    "object_type": ("object-types", TermFacet.TYPE),
    "materials": ("materials", TermFacet.MATERIAL),
    "technique": ("techniques", TermFacet.TECHNIQUE),
}
_PART = 500


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """An area; ``now`` is its present name where it has another one by now, ``reason`` why."""

    id: UUID
    title: str
    now: str = ""
    reason: str = ""


@dataclass(slots=True)
class Lookups:
    """What rows refer to.

    Attributes:
        session: where it is asked.
        kind: ``artifacts`` or ``sites``.
        who: whose import it is; sites that it may not see can't be named.
        sites: all sites by id.
        codes: site codes and folded names to the site's id; None where two sites share a name.
        parents: the sites' parents, those of this file included.
        seen: object numbers of this file to the row that has them.
    """

    session: Session
    kind: str
    who: Identity
    sites: dict[UUID, Site] = field(default_factory=dict)
    codes: dict[str, UUID | None] = field(default_factory=dict)
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    _places: dict[str, FoundPlace | None] = field(default_factory=dict)
    _terms: dict[str, dict[str, UUID]] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Where the records are."""
        return ARTIFACT if self.kind == "artifacts" else SITE

    @property
    def number_column(self) -> str:
        """The column of the record's own number."""
        return NUMBER_FIELD[self.kind]

    def load(self) -> None:
        """Read the sites and the names of all terms; both are few beside the rows that name them."""
        shown = set(self.session.scalars(select(Site.id).where(seen(self.who, Site))))
        for site in self.session.scalars(select(Site)):
            self.sites[site.id], self.parents[site.id] = site, site.parent_id
            if site.id in shown:
                self.know_site(site.id, site.code, site.title_vi, site.parent_id)
        slugs = [slug for slug, _ in FACETS.values()]
        query = (
            select(Vocabulary.slug, TermLabel.folded, Term.id)
            .join(Term, TermLabel.term_id == Term.id)
            .join(Vocabulary, Term.vocabulary_id == Vocabulary.id)
            .where(Vocabulary.slug.in_(slugs), Term.retired_at.is_(None))
        )
        for slug, folded, ident in self.session.execute(query):
            self._terms.setdefault(slug, {}).setdefault(folded, ident)

    def know_site(self, ident: UUID, code: str, title: str, parent_id: UUID | None) -> None:
        """Remember a site by its code and its name, so that rows after it can name it."""
        self.codes[code] = ident
        name = fold(title)
        self.codes[f"~{name}"] = None if self.codes.get(f"~{name}", ident) != ident else ident
        self.parents[ident] = parent_id

    def site(self, text: str) -> UUID | None:
        """The site with this code, else the only one with this name."""
        found = self.codes.get(clean(text))
        return found if found is not None else self.codes.get(f"~{fold(text)}")

    def circles(self, ident: UUID, parent_id: UUID) -> bool:
        """Whether the parent lies below the site itself."""
        step: UUID | None = parent_id
        for _ in range(len(self.parents) + 1):
            if step is None:
                return False
            if step == ident:
                return True
            step = self.parents.get(step)
        return True

    def has_terms(self, name: str) -> bool:
        """Whether there is a vocabulary for this field."""
        return bool(self._terms.get(FACETS[name][0]))

    def term(self, name: str, text: str) -> UUID | None:
        """The term of the field's vocabulary with this name, in any spelling."""
        return self._terms.get(FACETS[name][0], {}).get(fold(text))

    def existing(self, numbers: Collection[str], uids: Collection[UUID]) -> list[RowMapping]:
        """The whole rows of the records with these numbers or ids."""
        table, found = self.table, list[RowMapping]()
        for column, wanted in ((table.c[self.number_column], numbers), (table.c.id, uids)):
            for part in _parts(wanted):
                found += self.session.execute(select(table).where(column.in_(part))).mappings()
        return found

    def places(self, texts: Iterable[str]) -> None:
        """Read the areas with these names or codes, unless they are known."""
        wanted = {fold(text): text for text in texts if text and fold(text) not in self._places}
        for part in _parts(list(wanted)):
            rows = self.session.scalars(select(Place).where(Place.folded.in_(part)))
            by_name: dict[str, list[Place]] = {}
            for row in rows:
                by_name.setdefault(row.folded, []).append(row)
            codes = select(Place).where(func.lower(Place.code).in_([wanted[name].strip().lower() for name in part]))
            for row in self.session.scalars(codes):
                by_name.setdefault(fold(row.code), []).append(row)
            for name in part:
                self._places[name] = self._chosen(by_name.get(name, []))

    def place(self, text: str) -> FoundPlace | None:
        """The area with this name or code; ``places`` has read it before."""
        return self._places.get(fold(text))

    def _chosen(self, rows: list[Place]) -> FoundPlace | None:
        """The one in force before those that were renamed; None where several fit."""
        present = [row for row in rows if row.valid_to is None and row.successor_id is None]
        fit = present or rows
        if len({row.id for row in fit}) != 1:
            return None
        row, now = fit[0], fit[0]
        for _ in range(20):
            later = self.session.get(Place, now.successor_id) if now.successor_id else None
            if later is None:
                break
            now = later
        if now is row:
            return FoundPlace(row.id, row.title_vi)
        return FoundPlace(row.id, row.title_vi, now.title_vi, row.change_reason or row.decision_number or "")


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    """As many at once as a question may hold."""
    given = list(values)
    for start in range(0, len(given), _PART):
        yield given[start : start + _PART]
