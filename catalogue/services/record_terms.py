"""Terms of the vocabularies that describe a record, by facet."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import RecordTerm
from catalogue.services.described import Described
from catalogue.services.parts import PartService, Values
from catalogue.services.references import term_id


def _settle(session: Session, who: Identity, record: Described, values: Values) -> Values:  # noqa: ARG001  a Settle
    """The term by code or name becomes an id."""
    found = dict(values)
    if "term" in found:
        found["term_id"] = term_id(session, found.pop("term"))
    return found


record_terms = PartService(
    RecordTerm,
    editable=("term_id", "facet", "part", "certainty", "position"),
    needed=("term", "facet"),
    settle=_settle,
    twin=("facet", "part", "term_id"),
    blank=("part",),
    order=("facet", "position", "created_at", "id"),
    is_searched=True,
)
