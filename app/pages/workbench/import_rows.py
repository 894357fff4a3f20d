"""What the pages of imports show: batches, outcomes, columns with samples, and the mapping as it was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.i18n import gettext as _
from app.importing import Table
from app.pages.fields import field_labels
from catalogue.records import ImportBatch

_SAMPLES = 3
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import in the list."""

    url: str
    file: str
    kind: str
    state: str
    counts: Mapping[str, object]
    when: dt.datetime
    who: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One outcome with its number of rows, as a filter."""

    name: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the table: its first texts, and the field that it fills."""

    place: int
    name: str
    samples: tuple[str, ...]
    field: str
    unit: str
    encoding: str
    proposed: str


def batch_rows(batches: Iterable[ImportBatch]) -> list[BatchRow]:
    """Imports as rows of a table."""
    kinds = {"artifacts": _("Artifacts"), "sites": _("Sites")}
    return [
        BatchRow(
            *_shown_at(batch), kinds.get(batch.kind, batch.kind),
            batch.state.value, batch.counts, batch.created_at, batch.actor,
        )
        for batch in batches
    ]  # fmt: skip


def _shown_at(batch: ImportBatch) -> tuple[str, str]:
    """The page of a batch and its name there: the file of an import, the field of a batch edit."""
    kept = batch.notices.get("edit")
    if not isinstance(kept, Mapping):
        return url_for("workbench_imports.show", batch_id=batch.id), batch.file_name
    field = str(kept["field"])
    name = f"{_('Batch edit')}: {field_labels().get(field, field)}"
    return url_for("workbench_batch.show", batch_id=batch.id), name


def outcome_tabs(batch: ImportBatch, current: str) -> list[Tab]:
    """All rows, then each outcome that a row has."""
    names = {
        "": _("All rows"),
        "create": _("New"),
        "update": _("Changed"),
        "same": _("Unchanged"),
        "skip": _("Skipped"),
        "refuse": _("Refused"),
    }
    counts = {"": batch.counts.get("rows", 0), **batch.counts}
    return [
        Tab(
            words, int(str(counts.get(name) or 0)),
            url_for("workbench_imports.show", batch_id=batch.id, action=name or None), name == current,
        )
        for name, words in names.items()
        if not name or counts.get(name)
    ]  # fmt: skip


def column_rows(batch: ImportBatch, table: Table) -> list[ColumnRow]:
    """The table's columns as the mapping screen shows them."""
    rules, encodings = (_part(batch.mapping, name) for name in ("columns", "encodings"))
    texts = {str(name): str(text) for name, text in encodings.items()}
    first = table.first_rows(texts, 40)
    proposed = {table.report.header[place]: name for place, name in table.report.proposed.items()}
    found: list[ColumnRow] = []
    for place, name in enumerate(table.report.header):
        cells = dict.fromkeys(cells[place] for cells in first if place < len(cells) and cells[place])
        samples = tuple(_short(text) for text in list(cells)[:_SAMPLES])
        rule = _part(rules, name)
        found.append(
            ColumnRow(
                place, name, samples, str(rule.get("field", "")), str(rule.get("unit", "")), texts.get(name, ""),
                proposed.get(name, ""),
            )
        )  # fmt: skip
    return found


def typed_plan(form: MultiDict[str, str], batch: ImportBatch, header: Sequence[str]) -> dict[str, object]:
    """The mapping that a form holds; what it can't show of a rule is kept as long as the field stays."""
    before, columns = _part(batch.mapping, "columns"), dict[str, object]()
    encodings: dict[str, str] = {}
    for place, name in enumerate(header):
        field, unit = form.get(f"field-{place}", ""), form.get(f"unit-{place}", "")
        if field and name:
            known = _part(before, name)
            columns[name] = {**(known if known.get("field") == field else {}), "field": field, "unit": unit}
        if encoding := form.get(f"encoding-{place}", ""):
            encodings[name] = encoding
    constants = {
        form[f"constant-field-{i}"]: form.get(f"constant-{i}", "")
        for i in range(3)
        if form.get(f"constant-field-{i}") and form.get(f"constant-{i}", "").strip()
    }
    choices = {name: form[name] for name in ("decimal", "existing", "terms", "blanks") if name in form}
    return {"columns": columns, "constants": constants, "encodings": encodings, **choices}


def _part(given: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = given.get(name)
    return found if isinstance(found, Mapping) else {}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
