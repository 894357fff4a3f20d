"""Many new records at once: rows, handles, audit and search rows in a few statements instead of a few for each.

What is written is what ``register_artifact`` and ``register_site`` write; the caller has checked the values and works
inside ``bulk_sql.text_index_at_once``.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, func, select, text
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Audit, Record, SearchEntry, SearchRow, Site
from catalogue.services.audits import plain
from catalogue.services.bulk_sql import forget_text, index_text, insert_many
from catalogue.services.index import (
    Described,
    describe_artifact,
    describe_site,
    entry_columns,
    facet_values,
)
from catalogue.services.index_rows import NewRow, mark_change, write_rows, years_of
from catalogue.services.private_fields import hidden_fields, hidden_in, marked_fields
from catalogue.vocab.heritage import Grade, RecordKind
from catalogue.vocab.terms import Protection, SiteKind, SiteRank, Status, Visibility

Columns = dict[str, object]
ARTIFACT, SITE, HANDLE = (cast("Table", kind.__table__) for kind in (Artifact, Site, Record))
_AUDIT, _ENTRY = (cast("Table", kind.__table__) for kind in (Audit, SearchEntry))
NO_TEXTS: Mapping[object, Sequence[str]] = MappingProxyType({})
_PART = 500
_CLOCK, _LAST = threading.Lock(), [0]
_SILENT = frozenset({"id", "version", "created_at", "updated_at"})
_DEFAULTS: dict[Table, Columns] = {
    ARTIFACT: {"materials": [], "count": 1, "protection": Protection.NONE, "is_specimen": False, "has_3d": False},
    SITE: {
        "kind": SiteKind.ARCHITECTURAL,
        "rank": SiteRank.NONE,
        "is_location_sensitive": False,
        "is_specimen": False,
    },
}
_SAME = {"status": Status.DRAFT, "visibility": Visibility.PUBLIC, "version": 1, "ext": {}}


class Row(SimpleNamespace):
    """A row that reads like its record; making the record itself takes a hundred times as long."""

    __tablename__: str
    status: Status
    visibility: Visibility
    condition_grade: Grade | None

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.status is Status.PUBLISHED and self.visibility is Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Bulk:
    """Where many records of one kind go, and what their search rows name.

    Attributes:
        session: the one transaction.
        who: whose name the audit rows bear.
        table: ``ARTIFACT`` or ``SITE``.
        sites: the sites that artifacts name, by id.
    """

    session: Session
    who: Identity
    table: Table
    sites: Mapping[UUID, Site] = field(default_factory=dict)

    @property
    def kind(self) -> RecordKind:
        """What the records are."""
        return RecordKind.ARTIFACT if self.table is ARTIFACT else RecordKind.SITE


def insert_records(bulk: Bulk, given: Sequence[Mapping[str, object]]) -> list[Columns]:
    """Insert new drafts with handles, audit and search rows; gives the rows with their ids."""
    rows = insert_rows(bulk, given)
    insert_entries(bulk, rows)
    return rows


def insert_rows(bulk: Bulk, given: Sequence[Mapping[str, object]]) -> list[Columns]:
    """Insert new drafts with handles and audit rows; gives the rows with their ids.

    Args:
        bulk: where they go.
        given: columns by name, checked by the caller; absent ones get their defaults.
    """
    require(bulk.who, Action.WRITE_RECORDS)
    if not given:
        return []
    moment = now_utc()
    blank = dict.fromkeys(bulk.table.c.keys()) | _DEFAULTS[bulk.table] | _SAME
    stamps = {"created_at": moment, "updated_at": moment}
    rows = [{**blank, "id": ident, **values, **stamps} for ident, values in zip(ordered_ids(), given, strict=False)]
    insert_many(bulk.session, HANDLE, [{"id": row["id"]} for row in rows], {"kind": bulk.kind})
    used = {"id"}.union(*given)
    same = {name: value for name, value in (blank | stamps).items() if name not in used}
    insert_many(bulk.session, bulk.table, rows, same)
    audit_rows(bulk, "register", [(row, _as_changes(values)) for row, values in zip(rows, given, strict=True)])
    return rows


def audit_rows(bulk: Bulk, action: str, changed: Iterable[tuple[Columns, Columns]]) -> None:
    """Write one audit row for each changed row: ``(row, changes)``, where changes map a field to old and new."""
    moment, who = now_utc(), bulk.who
    same = {
        "moment": moment,
        "account_id": who.account_id,
        "actor": who.name or who.role.value,
        "role": who.role.value,
        "record_kind": bulk.table.name,
        "action": action,
    }
    rows = [
        {"id": ident, "record_id": row["id"], "version": row["version"], "changes": changes}
        for ident, (row, changes) in zip(ordered_ids(), changed, strict=False)
    ]
    insert_many(bulk.session, _AUDIT, rows, same)


def insert_entries(bulk: Bulk, rows: Sequence[Columns], texts: Mapping[object, Sequence[str]] = NO_TEXTS) -> None:
    """Write the search rows and facets of new rows; withdrawn ones get none.

    Args:
        bulk: whose they are.
        rows: whole rows with their ids.
        texts: further texts by record id: those of its parts.
    """
    found = [row for row in rows if row["status"] is not Status.WITHDRAWN]
    if not found:
        return
    entries: list[Columns] = []
    numbers = _reserve(bulk.session, len(found))
    halves: list[NewRow] = []
    marks = marked_fields(bulk.session, [row["id"] for row in found if isinstance(row["id"], UUID)])
    private = {ident for ident, site in bulk.sites.items() if "latitude" in hidden_fields(bulk.session, site)}
    for ident, row in zip(numbers, found, strict=True):
        marked = marks.get(cast("UUID", row["id"]), frozenset())
        record, site, (number, body, values) = _described(bulk, row, marked)
        hidden = hidden_in(bulk.table.name, record, marked)
        entry = entry_columns(record, number, (*body, *texts.get(row["id"], ())), hidden)
        placed, owner = facet_values(values), cast("UUID | None", row["organisation_id"])
        is_private = site is not None and (site.id in private or (site is record and "latitude" in hidden))
        halves.append(NewRow(ident, entry, placed, years_of(record), site, owner, is_private))
        entries.append({"id": ident, "record_id": row["id"], **entry})
    insert_many(bulk.session, _ENTRY, entries, {"record_kind": bulk.table.name})
    write_rows(bulk.session, halves, are_new=True)
    index_text(bulk.session, numbers[0], numbers[-1])


def ordered_ids() -> Iterator[UUID]:
    """New ids that grow (UUID version 7): rows written together lie together, whatever the table's size.

    Source:
        RFC 9562, section 5.7.
    """
    while True:
        moment = _next_moment()
        for count in range(4096):
            chance = int.from_bytes(os.urandom(8), "big") & (2**62 - 1)
            yield UUID(int=(moment & (2**48 - 1)) << 80 | 7 << 76 | count << 64 | 2 << 62 | chance)


def _next_moment() -> int:
    """A millisecond that this process has not used for ids: short codes on labels are made of their first halves."""
    with _CLOCK:
        _LAST[0] = max(_LAST[0] + 1, int(time.time() * 1000))
        return _LAST[0]


def remove_entries(bulk: Bulk, record_ids: Sequence[object]) -> None:
    """Take the search rows of these records away, the narrow halves, facets and the full-text index included."""
    for start in range(0, len(record_ids), _PART):
        part = record_ids[start : start + _PART]
        mine = (SearchEntry.record_kind == bulk.table.name, SearchEntry.record_id.in_(part))
        found = list(bulk.session.scalars(select(SearchEntry.id).where(*mine)))
        forget_text(bulk.session, found)
        bulk.session.execute(delete(SearchRow).where(SearchRow.entry_id.in_(found)))
        bulk.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(found)))
    mark_change(bulk.session)


def _described(
    bulk: Bulk, row: Columns, marked: frozenset[str] = frozenset()
) -> tuple[Artifact | Site, Site | None, Described]:
    """The row as its record, the site that places it, and what the search knows of it."""
    if bulk.table is ARTIFACT:
        artifact, site_id = cast("Artifact", Row(__tablename__="artifact", **row)), row["site_id"]
        site = bulk.sites.get(site_id) if isinstance(site_id, UUID) else None
        return artifact, site, describe_artifact(artifact, site, hidden_in("artifact", artifact, marked))
    place = cast("Site", Row(__tablename__="site", **row))
    return place, place, describe_site(place, hidden_in("site", place, marked))


def _as_changes(values: Mapping[str, object]) -> Columns:
    """The values of a new row as its audit row tells them."""
    return {name: [None, plain(v)] for name, v in values.items() if v is not None and name not in _SILENT}


def _reserve(session: Session, count: int) -> Sequence[int]:
    """Numbers for so many search rows; nobody else gets them, on SQLite because this transaction holds the lock."""
    if session.get_bind().dialect.name == "sqlite":
        start = (session.scalar(select(func.max(SearchEntry.id))) or 0) + 1
        return range(start, start + count)
    ask = text("SELECT nextval(pg_get_serial_sequence('search_entry', 'id')) FROM generate_series(1, :count)")
    return [int(row[0]) for row in session.execute(ask, {"count": count})]
