"""Measurements of a record, as they were taken."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from catalogue.records import Measurement
from catalogue.services.described import Described
from catalogue.services.parts import PartService
from catalogue.vocab.heritage import Dimension, MeasureUnit

_UNITS = {
    Dimension.WEIGHT: frozenset({MeasureUnit.G, MeasureUnit.KG}),
    Dimension.VOLUME: frozenset({MeasureUnit.ML, MeasureUnit.L}),
    Dimension.AREA: frozenset({MeasureUnit.M2, MeasureUnit.HA}),
}
_LENGTHS = frozenset({MeasureUnit.MM, MeasureUnit.CM, MeasureUnit.M})


def units_of(dimension: Dimension) -> frozenset[MeasureUnit]:
    """The units in which a dimension is told."""
    return _UNITS.get(dimension, _LENGTHS)


def _faults(session: Session, record: Described, row: Measurement) -> Mapping[str, str]:  # noqa: ARG001  a Check
    """A positive value in a unit of its dimension."""
    faults: dict[str, str] = {}
    if row.value <= 0:
        faults["value"] = "out_of_range"
    if row.unit not in units_of(row.dimension):
        faults["unit"] = "unit_unfit"
    return faults


measurements = PartService(
    Measurement,
    editable=("part", "dimension", "value", "unit", "note", "position"),
    needed=("dimension", "value", "unit"),
    check=_faults,
    order=("position", "created_at", "id"),
    part="measurements",
)
