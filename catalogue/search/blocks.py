"""Rows of the index as arrays: what each row has, and which rows have a value, so that both are found without looking.

A million rows with ten values each take some 120 MB. Nothing here knows the database or who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Small = NDArray[np.int32]
Mask = NDArray[np.bool_]

_MOST_LOOKED_UP = 1_000  # more values are counted in one pass over all of them


@dataclass(frozen=True, slots=True)
class Values:
    """Numbers of values by row and by value; rows are counted from 0.

    Attributes:
        numbers: (n,) values, row after row.
        starts: (rows + 1,) where each row's values begin in ``numbers``.
        rows: (n,) rows, value after value, ascending within each.
        places: (values + 1,) where each value's rows begin in ``rows``.
    """

    numbers: Small
    starts: Small
    rows: Small
    places: Small

    @classmethod
    def of(cls, numbers: Small, starts: Small) -> Values:
        """Turn the values of rows round."""
        owners = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        order = np.argsort(numbers, kind="stable")
        places = np.concatenate(([0], np.cumsum(np.bincount(numbers)))).astype(np.int32)
        return cls(numbers, starts, owners[order], places)

    def having(self, numbers: Sequence[int]) -> Mask:
        """Which rows have one of the values."""
        fits = np.zeros(len(self.starts) - 1, np.bool_)
        for number in numbers:
            fits[self._rows_of(number)] = True
        return fits

    def count(self, fits: Mask, wanted: Sequence[int], most: int) -> Whole:
        """How many of the rows that fit have each value, (``most`` + 1,); the ``wanted`` ones are right."""
        hits = np.flatnonzero(fits)
        if len(hits) * len(self.numbers) < len(fits) * self._amount(wanted):
            return np.bincount(self._values_of(hits), minlength=most + 1)[: most + 1]
        counts = np.zeros(most + 1, np.int64)
        if len(wanted) > _MOST_LOOKED_UP or len(hits) == len(fits):
            sums = self.places if len(hits) == len(fits) else self._sums(fits)
            told = np.diff(sums)[: most + 1]
            counts[: len(told)] = told
            return counts
        for number in wanted:
            counts[number] = np.count_nonzero(fits[self._rows_of(number)])
        return counts

    def _sums(self, fits: Mask) -> Whole:
        """How many pairs of a value and a fitting row come before each value's first."""
        return np.concatenate(([0], np.cumsum(fits[self.rows])))[self.places]

    def _amount(self, wanted: Sequence[int]) -> int:
        """How many rows all of these values have together."""
        return sum(len(self._rows_of(number)) for number in wanted)

    def _rows_of(self, number: int) -> Small:
        """The rows that have a value; none for a value that came later than these rows."""
        if number + 1 >= len(self.places):
            return self.rows[:0]
        return self.rows[self.places[number] : self.places[number + 1]]

    def _values_of(self, hits: Whole) -> Small:
        """The values of some rows, row after row."""
        starts = self.starts[hits]
        lengths = self.starts[hits + 1] - starts
        ends = np.cumsum(lengths)
        shifts = np.repeat(starts - (ends - lengths), lengths)
        return self.numbers[shifts + np.arange(len(shifts))]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows in the order of their ids, each array (rows,) long.

    A row without any year has a span that nothing overlaps; one without a place has negative ``x`` and ``y``.

    Attributes:
        values: what the rows have of each facet.
        ids: ids of the entries, ascending.
        is_public: whether everybody may see the row.
        organisation: the number of its organisation, -1 for none.
        first, last: astronomical years.
        x, y: the exact place; shown_x, shown_y: what everybody may know of it.
        stays: False where the row is gone, or a later block holds it anew.
    """

    values: Values
    ids: Whole
    is_public: Mask
    organisation: Small
    first: Small
    last: Small
    x: Small
    y: Small
    shown_x: Small
    shown_y: Small
    stays: Mask

    def without(self, ids: Whole) -> Block:
        """The same block without these entries."""
        return replace(self, stays=self.stays & ~self.having(ids))

    def having(self, ids: Whole) -> Mask:
        """Which rows are those of the entries."""
        fits = np.zeros(len(self.ids), np.bool_)
        if len(fits):
            at = np.searchsorted(self.ids, ids)
            at[at == len(fits)] = 0
            fits[at[self.ids[at] == ids]] = True
        return fits

    def within(self, first: int | None, last: int | None) -> Mask:
        """Which rows have some year from ``first`` to ``last``."""
        fits: Mask = self.first <= self.last
        if first is not None:
            fits &= self.last >= first
        if last is not None:
            fits &= self.first <= last
        return fits

    def places(self, staffed: Mask) -> tuple[Small, Small]:
        """The places that a reader may know who is staff of these rows."""
        if staffed.all():
            return self.x, self.y
        return np.where(staffed, self.x, self.shown_x), np.where(staffed, self.y, self.shown_y)
