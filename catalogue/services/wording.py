"""Words of an artifact that are terms of a vocabulary: looked up as typed, with or without accents, and linked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.records import Artifact, RecordTerm, Term, TermLabel, Vocabulary
from catalogue.vocab.folding import fold, words_of
from catalogue.vocab.heritage import LabelKind, TermFacet

WORDED: Mapping[str, tuple[TermFacet, str]] = {
    "object_type": (TermFacet.TYPE, "object-types"),
    "materials": (TermFacet.MATERIAL, "materials"),
    "technique": (TermFacet.TECHNIQUE, "techniques"),
}
"""Column to the facet it fills and the vocabulary its words come from."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of one column: those that are terms with the term's id, and those that no vocabulary holds."""

    known: Mapping[str, UUID]
    unknown: tuple[str, ...]


def words_in(value: object) -> list[str]:
    """The single words of a column: a list as it is, a text parted at commas and semicolons."""
    if isinstance(value, str):
        return [word for word in (part.strip() for part in value.replace(";", ",").split(",")) if word]
    return [str(word) for word in value] if isinstance(value, list | tuple) else []


def read_wording(session: Session, vocabulary: str, words: Collection[str]) -> Wording:
    """Which of these words name terms in use; exact accents win, then preferred names, then the oldest term."""
    folded = {word: fold(word) for word in words}
    query = (
        select(TermLabel.term_id, TermLabel.value, TermLabel.folded, TermLabel.kind)
        .join(Term, Term.id == TermLabel.term_id)
        .join(Vocabulary, Vocabulary.id == Term.vocabulary_id)
        .where(Vocabulary.slug == vocabulary, Term.retired_at.is_(None), TermLabel.folded.in_(set(folded.values())))
        .order_by(Term.position, Term.slug)
    )
    labels = session.execute(query).all() if folded else []
    known: dict[str, UUID] = {}
    for word, plain in folded.items():
        fitting = [row for row in labels if row[2] == plain and plain]
        exact = words_of(word)
        fitting.sort(key=lambda row: (words_of(row[1]) != exact, row[3] is not LabelKind.PREFERRED))
        if fitting:
            known[word] = fitting[0][0]
    return Wording(known, tuple(word for word in words if word not in known))


def wording_of(artifact: Artifact) -> dict[str, object]:
    """The worded columns as they stand, for ``link_terms`` after a change."""
    return {column: getattr(artifact, column) for column in WORDED}


def link_terms(session: Session, artifact: Artifact, before: Mapping[str, object]) -> None:
    """Make the artifact's term links follow its words; links that were made in another way are left alone.

    Args:
        session: the open transaction; the artifact is flushed.
        artifact: with its new words.
        before: its old words, from ``wording_of``; empty for a new artifact.
    """
    for column, (facet, vocabulary) in WORDED.items():
        new, old = words_in(getattr(artifact, column)), words_in(before.get(column))
        if new == old:
            continue
        known = read_wording(session, vocabulary, {*new, *old}).known
        wanted = list(dict.fromkeys(known[word] for word in new if word in known))
        gone = {known[word] for word in old if word in known} - set(wanted)
        _follow(session, artifact.id, facet, wanted, gone)
    session.flush()


def _follow(session: Session, ident: UUID, facet: TermFacet, wanted: Iterable[UUID], gone: set[UUID]) -> None:
    """Add or bring back the links that are missing, withdraw those whose word is gone."""
    query = select(RecordTerm).where(RecordTerm.record_id == ident, RecordTerm.facet == facet, RecordTerm.part == "")
    rows = {row.term_id: row for row in session.scalars(query)}
    for term_id in gone & rows.keys():
        rows[term_id].withdrawn_at = rows[term_id].withdrawn_at or now_utc()
    for position, term_id in enumerate(wanted):
        if term_id in rows:
            rows[term_id].withdrawn_at = None
        else:
            session.add(RecordTerm(record_id=ident, term_id=term_id, facet=facet, position=position))
