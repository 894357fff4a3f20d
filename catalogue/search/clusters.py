"""Clusters for a map: hits counted by grid cells, so that a map draws some hundred circles however many records fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Float, cast, func, select
from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import SearchEntry, SearchRow
from catalogue.search.areas import cell_of
from catalogue.search.blocks import Mask, Whole
from catalogue.search.conditions import Ready, make_ready, place_columns
from catalogue.search.found import Sight, find
from catalogue.search.wish import SearchQuery
from catalogue.vocab.mercator import BITS, degrees_of

MOST_ZOOM = 22
MOST_CLUSTERS = 2_000
_CELLS_OF_TILE = 2  # cells are a quarter of a 256 px tile wide: circles up to 48 px never hide each other


@dataclass(frozen=True, slots=True)
class Single:
    """The one record of a cluster that holds no other."""

    kind: str
    number: str
    title_vi: str
    title_en: str | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records close together: the mean of their places, how many, and the box around them, in degrees.

    ``is_spot`` is true where all lie at the very same place: no zoom parts them. ``is_approximate`` is true where some
    place is shown by its cell alone.
    """

    latitude: float
    longitude: float
    count: int
    west: float
    south: float
    east: float
    north: float
    is_spot: bool
    is_approximate: bool
    single: Single | None = None


@dataclass(frozen=True, slots=True)
class Clusters:
    """All clusters of a view; ``total`` counts the records in them, ``is_whole`` is false where some were left out."""

    items: list[Cluster]
    total: int
    is_whole: bool


def cluster_hits(session: Session, who: Identity, query: SearchQuery, zoom: int) -> Clusters:
    """The clusters of a search at a zoom (that of 256 px tiles); for the public sensitive places count by their cell.

    Raises:
        ValidationError: ``zoom``: ``out_of_range``, or what ``search`` raises.
    """
    if not 0 <= zoom <= MOST_ZOOM:
        raise ValidationError({"zoom": "out_of_range"})
    ready = make_ready(session, who, query)
    shift = max(0, BITS - zoom - _CELLS_OF_TILE)
    kept_cells = _cells_of_memory(session, ready, shift)
    rows: Sequence[Any] = session.execute(_cells(ready, shift)).all() if kept_cells is None else kept_cells
    names = _singles(session, [row.entry_id for row in rows if row.amount == 1])
    items = [_cluster(row, names) for row in rows[:MOST_CLUSTERS]]
    return Clusters(items, sum(item.count for item in items), is_whole=len(rows) <= MOST_CLUSTERS)


class _Cell(NamedTuple):
    """A cell with what is drawn of it; the same columns as ``_cells`` reads."""

    amount: int
    moved: int
    x: float
    y: float
    left: int
    right: int
    top: int
    bottom: int
    entry_id: int


def _cells_of_memory(session: Session, ready: Ready, shift: int) -> list[_Cell] | None:
    """Cells of the rows in memory, the fullest first; None where the rows are not in memory."""
    found = find(session, ready)
    if found is None:
        return None
    placed = zip(*(_placed(sight) for sight in found.sights), strict=True)
    x, y, ids, moved = (np.concatenate(column) for column in placed)
    if not len(x):
        return []
    cells = (x >> shift << BITS) + (y >> shift)
    order = np.argsort(cells, kind="stable")
    starts = np.flatnonzero(np.diff(cells[order], prepend=-1))
    amounts = np.diff(starts, append=len(order))
    sums = [np.add.reduceat(column[order], starts) for column in (x.astype(float), y.astype(float), moved.astype(int))]
    least = [np.minimum.reduceat(column[order], starts) for column in (x, y, ids)]
    most = [np.maximum.reduceat(column[order], starts) for column in (x, y)]
    best = np.argsort(-amounts, kind="stable")[: MOST_CLUSTERS + 1]
    columns = (
        amounts, sums[2], sums[0] / amounts, sums[1] / amounts, least[0], most[0], least[1], most[1], least[2],
    )  # fmt: skip
    return [_Cell(*values) for values in zip(*(column[best].tolist() for column in columns), strict=True)]


def _placed(sight: Sight) -> tuple[Whole, Whole, Whole, Mask]:
    """Places of the hits that have one, their ids, and which stand elsewhere than they are."""
    block, fits = sight.block, sight.hits()
    x, y = block.places(sight.staffed)
    at = np.flatnonzero(fits & (x >= 0))
    moved = (x[at] != block.x[at]) | (y[at] != block.y[at])
    return x[at].astype(np.int64), y[at].astype(np.int64), block.ids[at], moved


def _cells(ready: Ready, shift: int) -> Any:  # noqa: ANN401  a select of many columns
    """Cells with their counts, the fullest first."""
    x, y = place_columns(ready.staffed)
    amount = func.count().label("amount")
    column, line = cell_of(x, shift).label("column"), cell_of(y, shift).label("line")
    moved = func.count().filter((SearchRow.x != x) | (SearchRow.y != y)).label("moved")
    return (
        select(
            amount, moved, func.avg(cast(x, Float)).label("x"), func.avg(cast(y, Float)).label("y"),
            func.min(x).label("left"), func.max(x).label("right"), func.min(y).label("top"),
            func.max(y).label("bottom"), func.min(SearchRow.entry_id).label("entry_id"), column, line,
        )
        .where(x.is_not(None), *ready.conditions())
        .group_by(column, line)
        .order_by(amount.desc(), column, line)
        .limit(MOST_CLUSTERS + 1)
    )  # fmt: skip


def _singles(session: Session, ids: list[int]) -> dict[int, Single]:
    """Kind, number and titles of entries that stand alone."""
    entry = SearchEntry
    query = select(entry.id, entry.record_kind, entry.number, entry.title_vi, entry.title_en)
    found = session.execute(query.where(entry.id.in_(ids)))
    return {row.id: Single(row.record_kind, row.number, row.title_vi, row.title_en) for row in found}


def _cluster(row: Any, names: dict[int, Single]) -> Cluster:  # noqa: ANN401  a row of the columns above
    """One cell in degrees."""
    latitude, longitude = degrees_of(row.x, row.y)
    north, west = degrees_of(row.left, row.top)
    south, east = degrees_of(row.right, row.bottom)
    return Cluster(
        latitude, longitude, row.amount, west, south, east, north,
        is_spot=row.left == row.right and row.top == row.bottom,
        is_approximate=row.moved > 0,
        single=names.get(row.entry_id) if row.amount == 1 else None,
    )  # fmt: skip
