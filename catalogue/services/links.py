"""Typed relations between records, kept once and read from both ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import RecordLink
from catalogue.services.described import Described, read_described
from catalogue.services.parts import PartService, Values
from catalogue.services.private_fields import shows_part
from catalogue.services.references import other_id
from catalogue.vocab.heritage import LinkKind
from catalogue.vocab.terms import Status

SYMMETRIC = frozenset({LinkKind.PAIR_OF, LinkKind.RELATED})
"""Relations that read alike from both ends."""


@dataclass(frozen=True, slots=True)
class SeenLink:
    """A relation as one of its records shows it; ``is_inverse`` when it is kept at the other one."""

    link: RecordLink
    other: Described
    is_inverse: bool


def list_links(session: Session, who: Identity, record: Described) -> list[SeenLink]:
    """The record's relations in both directions; those to records that the reader may not see are left out."""
    if not shows_part(session, who, record, "links"):
        return []
    ends = or_(RecordLink.record_id == record.id, RecordLink.other_id == record.id)
    query = select(RecordLink).where(ends, RecordLink.withdrawn_at.is_(None))
    rows = session.scalars(query.order_by(RecordLink.kind, RecordLink.created_at, RecordLink.id)).all()
    far = {row.id: row.record_id if row.other_id == record.id else row.other_id for row in rows}
    others = read_described(session, who, set(far.values()))
    return [
        SeenLink(row, others[far[row.id]], row.other_id == record.id)
        for row in rows
        if far[row.id] in others and _is_shown(session, who, row, others[far[row.id]])
    ]


def _is_shown(session: Session, who: Identity, row: RecordLink, other: Described) -> bool:
    """Whether the other record is in use, and lets its own links be seen where it is the one that keeps this one."""
    is_private = row.record_id == other.id and not shows_part(session, who, other, "links")
    return other.status is not Status.WITHDRAWN and not is_private


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """The other record's number becomes its id."""
    found = dict(values)
    if "other" in found:
        found["other_id"] = other_id(session, who, found.pop("other"))
    return found


def _faults(session: Session, record: Described, row: RecordLink) -> Mapping[str, str]:
    """Two records, related once: a relation that reads alike from both ends isn't kept at both."""
    if row.other_id == record.id:
        return {"other": "link_to_itself"}
    back = select(RecordLink.id).where(
        RecordLink.record_id == row.other_id,
        RecordLink.other_id == record.id,
        RecordLink.kind == row.kind,
        RecordLink.withdrawn_at.is_(None),
    )
    if row.kind in SYMMETRIC and session.scalar(back) is not None:
        return {"other": "part_taken"}
    return {"other": "link_circular"} if session.scalar(back) is not None else {}


links = PartService(
    RecordLink,
    editable=("kind", "other_id", "note"),
    needed=("kind", "other"),
    settle=_settle,
    check=_faults,
    twin=("kind", "other_id"),
    order=("kind", "created_at", "id"),
)
