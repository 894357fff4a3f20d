"""What the public never sees of a public record: fields that are always for staff, and those marked private.

``for_reader`` is the one place where they are taken away. Every service that hands records to readers sends them
through it, so that pages, the API, exports and whatever is built on them can't show what isn't there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import JSON, Select, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from catalogue.db import Base, now_utc
from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require_on
from catalogue.records import PrivateField, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.coordinates import blur
from catalogue.services.visibility import is_public, staffs

T = TypeVar("T", bound=Base)

STAFF_ONLY: dict[str, frozenset[str]] = {
    "artifact": frozenset(
        {
            "location", "location_id", "recorder", "recorded_on", "condition_text", "condition_grade", "next_check_on",
            "change_alert_mm",
        }
    ),
    "site": frozenset({"protection_state", "proposals", "condition_grade", "next_check_on", "change_alert_mm"}),
    "agent": frozenset({"contact"}),
}  # fmt: skip
"""Fields of a kind that are for staff whatever a record says."""
WITH_PLACE = frozenset({"address", "route"})
"""Words that would give the place of a sensitive site away."""
PARTS = frozenset({"inscriptions", "measurements", "agents", "places", "history", "identifiers", "texts", "links"})
"""Lists beside a record's own fields that can be marked private as a whole."""
_PLAIN = frozenset(
    {
        "id", "accession_number", "code", "title_vi", "version", "created_at", "updated_at", "published_at",
        "withdrawn_at", "organisation_id", "site_id", "parent_id", "date_earliest", "date_latest", "ext",
    }
)  # fmt: skip
_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "date_text", "date_edtf", "date_earliest", "date_latest", "date_calendar", "date_reign", "date_certainty",
            "year_from", "year_to",
        }
    ),
    frozenset({"latitude", "longitude"}),
)  # fmt: skip
_SPOKEN = {"inscription": "inscriptions", "maker": "agents", "origin": "places"}
_MOST = 500


def lockable_fields(record: Base) -> list[str]:
    """The fields of a record that can be marked private, in the order of its table, then its lists.

    Those that are always for staff are not among them, nor what a public record can't be without.
    """
    fixed = _PLAIN | STAFF_ONLY.get(record.__tablename__, frozenset())
    columns = inspect(type(record)).columns
    own = [c.key for c in columns if c.key not in fixed and (c.nullable or isinstance(c.type, JSON))]
    return [*own, *sorted(PARTS)]


def read_private_fields(session: Session, who: Identity, record: Base) -> list[str]:
    """The fields of a record that are marked private, by name.

    Raises:
        ForbiddenError: the reader isn't of the staff whose record it is.
    """
    require_on(who, Action.READ_DRAFTS, record)
    return sorted(marked_fields(session, [_ident(record)]).get(_ident(record), ()))


def set_private_fields(
    session: Session, who: Identity, record: Base, names: Collection[str], *, expected_version: int | None
) -> list[str]:
    """Mark exactly these fields of a record private; the caller writes its search row anew.

    Raises:
        ForbiddenError. StaleError.
        ValidationError: ``fields``: ``unknown_field``: one of them can't be private.
    """
    require_on(who, Action.WRITE_RECORDS, record)
    expect_version(record, expected_version)
    if not set(names) <= set(lockable_fields(record)):
        raise ValidationError({"fields": "unknown_field"})
    old = {row.field: row for row in session.scalars(_rows([_ident(record)]))}
    new = sorted(set(names))
    for name in old.keys() - set(new):
        session.delete(old[name])
    session.add_all(PrivateField(record_id=_ident(record), field=name) for name in new if name not in old)
    if set(old) != set(new):
        record.updated_at = now_utc()  # type: ignore[attr-defined]  # counts a save, though no column changes
        audit = record_change(session, who, record, "private_fields")
        audit.changes = {"private_fields": [sorted(old), new]}
        session.flush()
    return new


def hidden_in(kind: str, record: object, marked: frozenset[str] = frozenset()) -> frozenset[str]:
    """What the public doesn't see of a record of a kind (its table's name): always, because marked, or told by these.

    Args:
        kind: name of the record's table.
        record: the record, or whatever has its columns.
        marked: its fields that are marked private, see ``marked_fields``.
    """
    hidden = marked | STAFF_ONLY.get(kind, frozenset())
    if getattr(record, "is_location_sensitive", False):
        hidden |= WITH_PLACE
    for group in _TOGETHER:
        if group & hidden:
            hidden |= group
    return hidden | {part for name, part in _SPOKEN.items() if name in hidden}


def marked_fields(session: Session, ids: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    """Record id to the fields marked private."""
    found: dict[UUID, frozenset[str]] = {}
    for start in range(0, len(ids), _MOST):
        for row in session.scalars(_rows(ids[start : start + _MOST])):
            found[row.record_id] = found.get(row.record_id, frozenset()) | {row.field}
    return found


def hidden_fields(session: Session, record: Base) -> frozenset[str]:
    """Every field of a record that the public doesn't see, names of ``PARTS`` among them."""
    return hidden_in(
        record.__tablename__, record, marked_fields(session, [_ident(record)]).get(_ident(record), frozenset())
    )


def for_reader(session: Session, who: Identity, records: Iterable[T]) -> list[T]:
    """The records as the reader may see them: untouched for their own staff, else without what is hidden.

    What is taken away is taken from rows that no longer belong to the session, so that it can never be saved. A site
    that comes with a record is treated alike; one that is another organisation's and not public doesn't come at all.
    """
    given = list(records)
    cut = [record for record in given if not staffs(who, record)]
    sites = {}
    for record in given:
        site = record.__dict__.get("site")
        if site is None or staffs(who, site):
            continue
        if site.organisation_id is None or is_public(site):
            sites[id(site)] = site
        else:
            set_committed_value(record, "site", None)
    marked = marked_fields(session, [_ident(record) for record in (*cut, *sites.values())])
    for record in (*cut, *sites.values()):
        _take_away(session, record, hidden_in(record.__tablename__, record, marked.get(_ident(record), frozenset())))
    return given


def one_for_reader(session: Session, who: Identity, record: T) -> T:
    """``for_reader`` of a single record."""
    return for_reader(session, who, [record])[0]


def shows_part(session: Session, who: Identity, record: Base, part: str) -> bool:
    """Whether the reader may see a list of a record (one of ``PARTS``)."""
    return staffs(who, record) or part not in hidden_fields(session, record)


def _take_away(session: Session, record: Base, hidden: frozenset[str]) -> None:
    """Empty the hidden columns of a loaded row and blur its place, without a trace that could be flushed."""
    if record in session:
        session.expunge(record)
    for column in inspect(type(record)).columns:
        if column.key in hidden:
            set_committed_value(record, column.key, [] if isinstance(column.type, JSON) else None)
    if isinstance(record, Site) and record.is_location_sensitive and record.latitude is not None:
        shown = blur(record.latitude, record.longitude or 0.0)
        set_committed_value(record, "latitude", shown.latitude)
        set_committed_value(record, "longitude", shown.longitude)


def _rows(ids: Sequence[UUID]) -> Select[PrivateField]:
    return select(PrivateField).where(PrivateField.record_id.in_(ids))


def _ident(record: Base) -> UUID:
    ident: UUID = record.id  # type: ignore[attr-defined]  # every described class has an id, Base need not
    return ident
