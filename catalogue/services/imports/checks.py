"""Rules for the columns of one record, those of ``register_artifact`` and ``register_site`` without the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.services.imports.cells import Problem

_LEAST: Mapping[str, tuple[float, float]] = {
    "count": (1, 1e6),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "year_from": (-10_000, 2200),
    "year_to": (-10_000, 2200),
}


def check_number(text: str) -> str:
    """The fault of an object number or site code; empty where it has none."""
    is_whole = any(c.isalnum() for c in text) and not any(c in "\n\t" for c in text) and ".." not in text
    return "" if is_whole and not text.startswith(("/", ".")) and not text.endswith("/") else "import_number_malformed"


def check_columns(record: Mapping[str, object], given: Mapping[str, object]) -> Iterator[Problem]:
    """Faults of the columns that a row gives, beside those that the record has."""
    for name, (least, most) in _LEAST.items():
        value = given.get(name)
        if isinstance(value, int | float) and not least <= value <= most:
            yield Problem("out_of_range", name, "", {"value": value})
    first, last = record.get("year_from"), record.get("year_to")
    if {"year_from", "year_to"} & set(given) and isinstance(first, int) and isinstance(last, int) and first > last:
        yield Problem("out_of_range", "year_to", "", {"value": last})
