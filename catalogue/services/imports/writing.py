"""Carries out what was decided: new records and changes of a chunk in a few statements, with audit and search rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.records import Artifact, Site
from catalogue.services.audits import plain
from catalogue.services.bulk import (
    SITE,
    Bulk,
    Columns,
    audit_rows,
    insert_entries,
    insert_rows,
    ordered_ids,
)
from catalogue.services.bulk_sql import insert_many
from catalogue.services.imports.parts import KEYS, Part
from catalogue.services.imports.planning import RowPlan
from catalogue.services.index import index_artifact, index_site
from catalogue.vocab.heritage import RowAction

Kept = dict[UUID, list[list[str]]]
_PART = 500


def write_chunk(bulk: Bulk, plans: Sequence[RowPlan], organisation_id: UUID | None) -> Kept:
    """Write the new records and the changes; gives for each record the parts that were written: table and id."""
    kept: Kept = defaultdict(list)
    _create(bulk, [plan for plan in plans if plan.action is RowAction.CREATE], organisation_id, kept)
    _change(bulk, [plan for plan in plans if plan.action is RowAction.UPDATE], kept)
    return kept


def _create(bulk: Bulk, plans: Sequence[RowPlan], organisation_id: UUID | None, kept: Kept) -> None:
    own = {"organisation_id": organisation_id} if organisation_id else {}
    rows = insert_rows(bulk, [{**plan.columns, **own, "id": plan.id} for plan in plans])
    given = [(plan.id, part) for plan in plans if plan.id for part in plan.parts]
    _insert_parts(bulk, given, kept)
    texts: dict[object, list[str]] = {
        plan.id: [text for part in plan.parts for text in part.texts] for plan in plans if plan.parts
    }
    insert_entries(bulk, rows, texts)


def _change(bulk: Bulk, plans: Sequence[RowPlan], kept: Kept) -> None:
    if not plans:
        return
    _insert_parts(bulk, _missing_parts(bulk.session, plans), kept)
    told: list[tuple[Columns, Columns]] = []
    for plan in plans:
        if plan.record is not None and plan.columns:
            row, before = {**plan.record, **plan.columns}, plan.before
            row |= save_row(bulk, row, plan.columns)
            told.append((row, {name: [before[name], plain(value)] for name, value in plan.columns.items()}))
    audit_rows(bulk, "update", told)


def save_row(bulk: Bulk, row: Mapping[str, object], changes: Mapping[str, object]) -> Columns:
    """Save changed columns of one row as its next version; gives the columns that saving set."""
    stamp: Columns = {"version": int(str(row["version"])) + 1, "updated_at": now_utc()}
    bulk.session.execute(update(bulk.table).where(bulk.table.c.id == row["id"]).values({**changes, **stamp}))
    return stamp


def index_again(bulk: Bulk, idents: Sequence[UUID]) -> None:
    """Write the search rows of changed records anew, and those of the artifacts that are found by a changed site."""
    if not idents:
        return
    bulk.session.expire_all()
    for start in range(0, len(idents), _PART):
        part = idents[start : start + _PART]
        if bulk.table is SITE:
            for site in bulk.session.scalars(select(Site).where(Site.id.in_(part))):
                index_site(bulk.session, site)
        column = Artifact.site_id if bulk.table is SITE else Artifact.id
        for artifact in bulk.session.scalars(select(Artifact).where(column.in_(part))):
            index_artifact(bulk.session, artifact)


def _missing_parts(session: Session, plans: Sequence[RowPlan]) -> list[tuple[UUID, Part]]:
    """The parts that their records don't have yet."""
    wanted: dict[str, list[tuple[UUID, Part]]] = defaultdict(list)
    for plan in plans:
        for part in plan.parts:
            if plan.id:
                wanted[part.table.name].append((plan.id, part))
    missing: list[tuple[UUID, Part]] = []
    for name, pairs in wanted.items():
        there = _keys_there(session, pairs[0][1].table, {ident for ident, _ in pairs})
        missing += [
            (ident, part) for ident, part in pairs
            if (ident, *(part.columns[key] for key in KEYS[name])) not in there
        ]  # fmt: skip
    return missing


def _keys_there(session: Session, table: Table, idents: set[UUID]) -> set[tuple[object, ...]]:
    """What makes the rows of these records different from each other."""
    columns = [table.c.record_id, *(table.c[key] for key in KEYS[table.name])]
    found: set[tuple[object, ...]] = set()
    given = list(idents)
    for start in range(0, len(given), 500):
        query = select(*columns).where(table.c.record_id.in_(given[start : start + 500]))
        found |= {tuple(row) for row in session.execute(query)}
    return found


def _insert_parts(bulk: Bulk, given: Sequence[tuple[UUID, Part]], kept: Kept) -> None:
    """Insert parts table by table, with audit rows of their own left to their records."""
    moment = now_utc()
    by_table: dict[str, list[Columns]] = defaultdict(list)
    tables: dict[str, Table] = {}
    for ident, (record_id, part) in zip(ordered_ids(), given, strict=False):
        tables[part.table.name] = part.table
        by_table[part.table.name].append({"id": ident, "record_id": record_id, **part.columns})
        kept[record_id].append([part.table.name, str(ident)])
    for name, rows in by_table.items():
        insert_many(bulk.session, tables[name], rows, {"version": 1, "created_at": moment, "updated_at": moment})
