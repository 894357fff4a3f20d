"""Imports as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.import_texts import row_text, sheet_notices
from app.schemas.common import Body, Order, Page, PageQuery
from catalogue.records import ImportBatch, ImportMapping, ImportRow
from catalogue.vocab.heritage import BatchState, RowAction


class RuleOrder(Order):
    """What becomes of one column: the field that it fills, and how its text is read."""

    field: str
    split: str = ""
    join: str = "; "
    prefix: str = ""
    unit: str = ""
    scheme: str = ""
    values: dict[str, str] = Field(default_factory=dict)


class MappingOrder(Order):
    """How a table is read: rules by column, texts for fields that no column fills, and what to do in doubt."""

    columns: dict[str, RuleOrder | str]
    constants: dict[str, str] = Field(default_factory=dict)
    encodings: dict[str, str] = Field(default_factory=dict)
    decimal: Literal["", ",", "."] = ""
    existing: Literal["refuse", "update", "skip"] = "refuse"
    terms: Literal["keep", "refuse"] = "keep"
    blanks: Literal["keep", "clear"] = "keep"


class ToldBody(Body):
    """One fault or notice."""

    code: str
    field: str
    column: str
    title: str
    detail: str
    remedy: str


class ImportRowBody(Body):
    """What became of one row, or would."""

    row: int
    action: RowAction
    number: str
    title: str
    changes: list[str]
    faults: list[ToldBody]
    notices: list[ToldBody]


class ImportRowPage(Page):
    """A part of a report."""

    items: list[ImportRowBody]


class ImportRowQuery(PageQuery):
    """Which rows: all, or those with one outcome."""

    action: RowAction | None = None


class ImportBody(Body):
    """An import and where it stands; ``counts`` tells how many rows had which outcome.

    ``job_id`` is the last job that worked on it, where the table is large; lists leave it out.
    """

    id: UUID
    kind: str
    file: str
    sha256: str
    state: BatchState
    counts: dict[str, int]
    mapping: dict[str, object]
    notices: list[ToldBody]
    actor: str
    created_at: dt.datetime
    committed_at: dt.datetime | None
    undone_at: dt.datetime | None
    job_id: UUID | None


class ImportPage(Page):
    """A part of the list of imports."""

    items: list[ImportBody]


class ImportMappingBody(Body):
    """A remembered mapping."""

    kind: str
    name: str
    headers: list[str]
    mapping: dict[str, object]


class ImportMappingList(Body):
    """All remembered mappings."""

    items: list[ImportMappingBody]
    next: None
    total: int


def import_body(batch: ImportBatch, lang: str, job_id: UUID | None = None) -> dict[str, object]:
    """An import with its notices in words."""
    names = ("id", "kind", "sha256", "state", "counts", "mapping", "actor", "created_at", "committed_at", "undone_at")
    return {
        **{name: getattr(batch, name) for name in names},
        "file": batch.file_name,
        "job_id": job_id,
        "notices": [asdict(notice) for notice in sheet_notices(batch, lang)],
    }


def import_row_body(kind: str, row: ImportRow, lang: str) -> dict[str, object]:
    """A row of the report in words."""
    return asdict(row_text(kind, row, lang))


def import_mapping_body(row: ImportMapping) -> dict[str, object]:
    """A remembered mapping."""
    return {"kind": row.kind, "name": row.name, "headers": row.headers, "mapping": row.columns}
