"""Where terms are used: by records, findings of damage, and treatments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity
from catalogue.records import Damage, RecordTerm, Term, Treatment
from catalogue.services.described import Described, read_described
from catalogue.vocab.heritage import TermFacet


@dataclass(frozen=True, slots=True)
class Use:
    """A record that a term describes, and in which respect."""

    record: Described
    facet: TermFacet


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a term is used; findings and treatments are counted for staff alone."""

    records: int
    damages: int = 0
    treatments: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.records + self.damages + self.treatments


def count_uses(session: Session, who: Identity, terms: Sequence[Term]) -> dict[UUID, Uses]:
    """How often each term is used; terms that nothing uses are there too."""
    ids = [term.id for term in terms]
    of_records = _amounts(session, select(RecordTerm.term_id, func.count()).group_by(RecordTerm.term_id), ids)
    if not who.may(Action.READ_DRAFTS):
        return {ident: Uses(of_records.get(ident, 0)) for ident in ids}
    of_damages = _amounts(session, select(Damage.term_id, func.count()).group_by(Damage.term_id), ids)
    of_actions = _amounts(session, select(Treatment.action_id, func.count()).group_by(Treatment.action_id), ids)
    return {ident: Uses(of_records.get(ident, 0), of_damages.get(ident, 0), of_actions.get(ident, 0)) for ident in ids}


def list_uses(session: Session, who: Identity, term: Term, limit: int = 100) -> list[Use]:
    """The records that a term describes, those that the reader may see."""
    query = select(RecordTerm).where(RecordTerm.term_id == term.id).order_by(RecordTerm.created_at.desc())
    rows = session.scalars(query.limit(limit)).all()
    records = read_described(session, who, {row.record_id for row in rows})
    return [Use(records[row.record_id], row.facet) for row in rows if row.record_id in records]


def _amounts(session: Session, query: Select[UUID | None, int], ids: Sequence[UUID]) -> dict[UUID, int]:
    """Amounts by term; the whole table is grouped at once, for a vocabulary asks for all of its terms."""
    wanted = set(ids)
    return {ident: amount for ident, amount in session.execute(query) if ident and ident in wanted}
