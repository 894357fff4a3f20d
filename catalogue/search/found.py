"""What a query finds among the rows in memory: masks over their blocks, for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from catalogue.policy import Action
from catalogue.search.blocks import Block, Mask, Whole
from catalogue.search.conditions import Ready
from catalogue.search.engine import engine_of
from catalogue.search.rows import Names, Rows, read_ids, remembered_rows


@dataclass(frozen=True, slots=True)
class Sight:
    """One block as a reader sees it: whose rows they are staff of, which rows words, years and area leave, and facets.

    ``chosen`` says for each facet of which some values are wanted, which rows have one.
    """

    block: Block
    staffed: Mask
    base: Mask
    chosen: dict[str, Mask]

    def hits(self, without: str | None = None) -> Mask:
        """Which rows fulfil everything; ``without`` leaves one facet's own choice out."""
        fits = self.base
        for facet, having in self.chosen.items():
            if facet != without:
                fits = fits & having
        return fits


@dataclass(frozen=True, slots=True)
class Found:
    """All rows as a reader sees them.

    ``worded`` is how many entries hold the words, None where none are asked for; ``total`` is how many rows there are.
    """

    sights: Sequence[Sight]
    names: Names
    worded: int | None
    total: int

    def ids(self) -> Whole:
        """Ids of all hits."""
        return np.concatenate([sight.block.ids[sight.hits()] for sight in self.sights])

    def amount(self) -> int:
        """How many hits there are."""
        return sum(int(np.count_nonzero(sight.hits())) for sight in self.sights)

    def among_hits(self, ids: Whole) -> Whole:
        """Those of these ids that are hits."""
        return np.concatenate([sight.block.ids[sight.hits() & sight.block.having(ids)] for sight in self.sights])


def find(session: Session, ready: Ready) -> Found | None:
    """What the query finds in memory; None where the rows are not kept there."""
    rows = remembered_rows(session)
    if rows is None:
        return None
    public, private = _matching(session, ready)
    sights = [_look(ready, rows, block, public, private) for block in rows.blocks]
    total = sum(len(block.ids) for block in rows.blocks)
    return Found(sights, rows.names, None if public is None else len(public), total)


def _look(ready: Ready, rows: Rows, block: Block, public: Whole | None, private: Whole | None) -> Sight:
    """The masks of one block."""
    query, staffed = ready.query, _staffed(ready, rows.numbers, block)
    base = block.stays if ready.who.is_everywhere else block.stays & (block.is_public | staffed)
    if public is not None:
        worded = block.having(public)
        base = base & (worded if private is None else worded | (staffed & block.having(private)))
    if query.years:
        base = base & block.within(query.years.first, query.years.last)
    if query.area:
        x, y = block.places(staffed)
        base = base & (x >= 0) & query.area.holds(x, y)
    return Sight(block, staffed, base, {facet: _having(ready, rows.names, block, facet) for facet in ready.chosen})


def _having(ready: Ready, names: Names, block: Block, facet: str) -> Mask:
    """Which rows have a wanted value of the facet."""
    known = names.of(facet)
    return block.values.having([number for value in ready.query.facets[facet] for number in known.get(value, ())])


def _staffed(ready: Ready, numbers: dict[UUID, int], block: Block) -> Mask:
    """Whose rows the reader is staff of; the same rule as ``catalogue.services.visibility.staffed_by``."""
    if ready.who.is_everywhere:
        return np.ones(len(block.ids), np.bool_)
    own = [numbers[ident] for ident in ready.who.organisations(Action.READ_DRAFTS) if ident in numbers]
    staffed: Mask = np.isin(block.organisation, own)
    return staffed | (block.organisation < 0) if ready.who.may_on(Action.READ_DRAFTS, None) else staffed


def _matching(session: Session, ready: Ready) -> tuple[Whole | None, Whole | None]:
    """Entries that hold the words for this reader, and those that hold them counting private fields of their own."""
    if not ready.folded:
        return None, None
    found = read_ids(session, ready.engine.matching(ready.folded))
    if ready.is_plain:
        return found, None
    return read_ids(session, engine_of(session, is_staff=False).matching(ready.folded)), found
