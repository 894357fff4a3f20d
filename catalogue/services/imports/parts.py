"""What hangs on a record and can stand in its row of a table: old number, inscription, sizes, areas, terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table

from catalogue.records import Identifier, Inscription, Measurement, RecordPlace, RecordTerm
from catalogue.services.imports.cells import Problem
from catalogue.services.imports.fields import KINDS, How, fields_of
from catalogue.services.imports.lookups import FACETS, Lookups
from catalogue.services.imports.mapping import Plan
from catalogue.services.imports.reading import ReadRow
from catalogue.vocab.heritage import Certainty, Dimension, MeasureUnit, PlaceRole
from catalogue.vocab.tongues import is_language

Columns = dict[str, object]
IDENTIFIER, INSCRIPTION, MEASUREMENT, PLACE, TERM = (
    cast("Table", kind.__table__) for kind in (Identifier, Inscription, Measurement, RecordPlace, RecordTerm)
)
TABLES: Mapping[str, Table] = {table.name: table for table in (IDENTIFIER, INSCRIPTION, MEASUREMENT, PLACE, TERM)}
KEYS: Mapping[str, tuple[str, ...]] = {
    "identifier": ("scheme", "value"),
    "inscription": ("transcription", "phonetic", "translation_vi", "translation_en"),
    "measurement": ("dimension",),
    "record_place": ("place_id", "role"),
    "record_term": ("term_id", "facet"),
}
_TOLD: Mapping[str, tuple[str, ...]] = {
    kind: tuple(
        name for name, field in known.items() if field.how in {How.IDENTIFIER, How.MEASURE, How.PLACE} or name in FACETS
    )
    for kind, known in KINDS.items()
}
_ROLES = {"place": PlaceRole.ADDRESS, "found_place": PlaceRole.FOUND, "made_place": PlaceRole.MADE}


@dataclass(frozen=True, slots=True)
class Part:
    """A row of another table, without its record's id; ``texts`` are found by the search."""

    table: Table
    columns: Columns
    texts: tuple[str, ...] = ()


def parts_of(lookups: Lookups, plan: Plan, row: ReadRow) -> list[Part]:
    """The parts that a row tells; unknown terms and areas become its notices or faults."""
    parts: list[Part] = []
    for name in _TOLD[plan.kind]:
        value = row.values.get(name)
        if value is None:
            continue
        how = fields_of(plan.kind)[name].how
        if how is How.IDENTIFIER and isinstance(value, tuple):
            parts.append(_identifier(lookups, row, *value))
        elif how is How.MEASURE and isinstance(value, tuple):
            parts.append(_measurement(name, *value))
        elif how is How.PLACE:
            parts += _place(lookups, row, name, str(value))
        elif name in FACETS and lookups.has_terms(name):
            parts += _terms(lookups, plan, row, name)
    return parts + _inscription(row)


def _identifier(lookups: Lookups, row: ReadRow, scheme: str, value: str) -> Part:
    """A further number; one that two rows of the file bear is a fault."""
    first = lookups.seen.setdefault(f"\0{scheme}\0{value}", row.number)
    if first != row.number:
        row.faults.append(Problem("import_number_in_file", "old_number", "", {"value": value, "first": first}))
    return Part(IDENTIFIER, {"scheme": scheme, "value": value}, (value,))


def _measurement(name: str, value: float, unit: str) -> Part:
    columns: Columns = {"dimension": Dimension(name), "value": value, "unit": MeasureUnit(unit), "position": 0}
    return Part(MEASUREMENT, columns)


def _place(lookups: Lookups, row: ReadRow, name: str, text: str) -> list[Part]:
    """An area; one that was renamed is kept under the name it then had, and its present name told."""
    found = lookups.place(text)
    if found is None:
        row.notices.append(Problem("import_place_unknown", name, "", {"value": text[:80]}))
        return []
    if found.now:
        values = {"value": found.title, "now": found.now, "reason": found.reason or "–"}
        row.notices.append(Problem("import_place_renamed", name, "", values))
    columns: Columns = {"place_id": found.id, "role": _ROLES[name], "certainty": Certainty.CERTAIN}
    return [Part(PLACE, columns, (found.title,))]


def _terms(lookups: Lookups, plan: Plan, row: ReadRow, name: str) -> list[Part]:
    """Terms of the vocabularies; a word that is none is kept as text with a notice, or refuses the row."""
    value, parts = row.values[name], list[Part]()
    for word in value if isinstance(value, list) else [str(value)]:
        term = lookups.term(name, word)
        if term is not None:
            columns: Columns = {"term_id": term, "facet": FACETS[name][1], "part": "", "position": len(parts)}
            parts += [] if any(part.columns["term_id"] == term for part in parts) else [
                Part(TERM, columns | {"certainty": Certainty.CERTAIN})
            ]  # fmt: skip
        else:
            told = row.faults if plan.terms == "refuse" else row.notices
            values = {"value": word[:80], "vocabulary": FACETS[name][0]}
            told.append(
                Problem("import_term_refused" if told is row.faults else "import_term_unknown", name, "", values)
            )
    return parts


def _inscription(row: ReadRow) -> list[Part]:
    """The texts of one inscription, if the row has any."""
    texts = {name: str(row.values[name]) for name in KEYS["inscription"] if row.values.get(name)}
    if not texts:
        return []
    language = row.values.get("inscription_language")
    if language is not None and not is_language(str(language)):
        row.faults.append(Problem("not_in_list", "inscription_language", "", {"value": str(language)[:80]}))
        return []
    columns: Columns = {name: texts.get(name) for name in KEYS["inscription"]}
    return [Part(INSCRIPTION, columns | {"language": language, "position": 0}, tuple(texts.values()))]
