"""Vocabularies and their terms: named in two languages, ordered as a tree, retired, never deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import RecordTerm, Term, TermLabel, Vocabulary
from catalogue.services.audits import expect_version, record_change
from catalogue.services.validation import assign, need
from catalogue.vocab.folding import clean, fold
from catalogue.vocab.heritage import LabelKind

VOCABULARY_FIELDS = ("slug", "uri", "title_vi", "title_en", "description_vi", "description_en", "source", "licence")
TERM_FIELDS = ("slug", "uri", "broader_id", "notation", "note_vi", "note_en", "exact_match", "position")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a term: language tag, kind, words."""

    lang: str
    value: str
    kind: LabelKind = LabelKind.PREFERRED


@dataclass(frozen=True, slots=True)
class Named:
    """A term with its preferred names; ``vi`` falls back to ``en`` and to the slug where a name is missing."""

    term: Term
    vi: str
    en: str


def add_vocabulary(session: Session, who: Identity, values: Mapping[str, object]) -> Vocabulary:
    """Save a new vocabulary; ``slug`` and ``title_vi`` are needed.

    Raises:
        ValidationError: a field breaks a rule. ConflictError: ``vocabulary_taken``.
    """
    require(who, Action.MANAGE_VOCABULARIES)
    need(values, "slug", "title_vi")
    vocabulary = Vocabulary()
    assign(vocabulary, values, VOCABULARY_FIELDS)
    if not _SLUG.fullmatch(vocabulary.slug):
        raise ValidationError({"slug": "malformed"})
    if session.scalar(select(Vocabulary.id).where(Vocabulary.slug == vocabulary.slug)) is not None:
        raise ConflictError("vocabulary_taken", vocabulary=vocabulary.slug)
    record_change(session, who, vocabulary, "add")
    return vocabulary


def read_vocabulary(session: Session, slug: str) -> Vocabulary:
    """The vocabulary with this slug; vocabularies are for everybody.

    Raises:
        NotFoundError: ``vocabulary_not_found``.
    """
    vocabulary = session.scalar(select(Vocabulary).where(Vocabulary.slug == slug))
    if vocabulary is None:
        raise NotFoundError("vocabulary_not_found", vocabulary=slug)
    return vocabulary


def list_vocabularies(session: Session) -> list[tuple[Vocabulary, int]]:
    """All vocabularies by slug with the number of their terms in use."""
    amount = func.count(Term.id)
    query = (
        select(Vocabulary, amount)
        .outerjoin(Term, (Term.vocabulary_id == Vocabulary.id) & Term.retired_at.is_(None))
        .group_by(Vocabulary.id)
        .order_by(Vocabulary.slug)
    )
    return [(vocabulary, count) for vocabulary, count in session.execute(query)]


def add_term(
    session: Session, who: Identity, vocabulary: Vocabulary, values: Mapping[str, object], labels: Sequence[Label]
) -> Term:
    """Save a new term with its names; ``slug`` and a preferred name in Vietnamese or English are needed.

    Raises:
        ValidationError: a field breaks a rule; ``labels``: ``required``, ``taken`` when a language has two preferred
            names. ConflictError: ``term_taken``.
    """
    require(who, Action.MANAGE_VOCABULARIES)
    need(values, "slug")
    term = Term(vocabulary_id=vocabulary.id, exact_match=[], path="")
    assign(term, values, TERM_FIELDS)
    _refuse_unfit(session, vocabulary, term, labels)
    term.path = _path(session, term)
    record_change(session, who, term, "add")
    _name(session, term, labels)
    return term


def update_term(
    session: Session,
    who: Identity,
    term: Term,
    changes: Mapping[str, object],
    labels: Sequence[Label] | None = None,
    *,
    expected_version: int | None = None,
) -> Term:
    """Change a term and, when given, all of its names; with another broader term everything below moves along.

    Raises:
        ValidationError: ``broader_id``: ``circular``. ConflictError, StaleError.
    """
    require(who, Action.MANAGE_VOCABULARIES)
    expect_version(term, expected_version)
    before = term.path
    vocabulary = session.get_one(Vocabulary, term.vocabulary_id)
    with session.no_autoflush:
        assign(term, changes, TERM_FIELDS)
        _refuse_unfit(session, vocabulary, term, labels)
        term.path = _path(session, term)
    record_change(session, who, term, "update")
    if term.path != before:
        below = (Term.vocabulary_id == term.vocabulary_id, Term.path.startswith(before + "/", autoescape=True))
        for child in session.scalars(select(Term).where(*below)):
            child.path = term.path + child.path[len(before) :]
        session.flush()
    if labels is not None:
        _name(session, term, labels)
    return term


def retire_term(session: Session, who: Identity, term: Term, replaced_by: Term | None = None) -> Term:
    """Take a term out of the pick-lists; records that use it move to the one that replaces it, if one does.

    Raises:
        ConflictError: ``term_in_use``: terms in use stand below it.
        ValidationError: ``replaced_by_id`` of another vocabulary, retired, or the term itself.
    """
    require(who, Action.MANAGE_VOCABULARIES)
    below = session.scalar(select(func.count()).where(Term.broader_id == term.id, Term.retired_at.is_(None)))
    if below:
        raise ConflictError("term_in_use", term=term.slug, terms=below)
    if replaced_by is not None:
        if replaced_by.id == term.id or replaced_by.retired_at or replaced_by.vocabulary_id != term.vocabulary_id:
            raise ValidationError({"replaced_by_id": "not_found"})
        _use_instead(session, term, replaced_by)
        term.replaced_by_id = replaced_by.id
    term.retired_at = now_utc()
    record_change(session, who, term, "retire")
    return term


def read_term(session: Session, vocabulary: Vocabulary, slug: str) -> Term:
    """The term with this slug, retired ones too.

    Raises:
        NotFoundError: ``term_not_found``.
    """
    term = session.scalar(select(Term).where(Term.vocabulary_id == vocabulary.id, Term.slug == slug))
    if term is None:
        raise NotFoundError("term_not_found", term=slug, vocabulary=vocabulary.slug)
    return term


def list_labels(session: Session, terms: Sequence[Term]) -> dict[UUID, list[TermLabel]]:
    """All names of the terms by term, preferred ones first."""
    found: dict[UUID, list[TermLabel]] = {term.id: [] for term in terms}
    idents = list(found)
    for start in range(0, len(idents), 500):
        part = idents[start : start + 500]
        for label in session.scalars(select(TermLabel).where(TermLabel.term_id.in_(part)).order_by(TermLabel.value)):
            found[label.term_id].append(label)
    for labels in found.values():
        labels.sort(key=lambda label: (label.kind is not LabelKind.PREFERRED, label.lang, label.value))
    return found


def list_terms(session: Session, vocabulary: Vocabulary, *, with_retired: bool = False) -> list[Named]:
    """All terms of a vocabulary as a tree: each below its broader one, neighbours by position and name."""
    query = select(Term).where(Term.vocabulary_id == vocabulary.id)
    if not with_retired:
        query = query.where(Term.retired_at.is_(None))
    terms = name_terms(session, list(session.scalars(query)))
    by_id = {named.term.id: named for named in terms}
    keys: dict[UUID, tuple[tuple[int, str, str], ...]] = {}

    def key(named: Named) -> tuple[tuple[int, str, str], ...]:
        term = named.term
        if term.id not in keys:
            above = by_id.get(term.broader_id) if term.broader_id else None
            keys[term.id] = (*(key(above) if above else ()), (term.position, fold(named.vi), term.slug))
        return keys[term.id]

    return sorted(terms, key=key)


def name_terms(session: Session, terms: Sequence[Term]) -> list[Named]:
    """Give terms with their preferred names."""
    labels = list_labels(session, terms)
    return [_named(term, labels[term.id]) for term in terms]


def find_terms(session: Session, vocabulary: Vocabulary, words: str, limit: int = 20) -> list[Named]:
    """Terms in use with these words in a name, typed with or without accents; names that begin so come first."""
    folded = fold(words)
    if not folded:
        return []
    begins = TermLabel.folded.startswith(folded, autoescape=True)
    query = (
        select(Term, func.max(case((begins, 1), else_=0)), func.min(func.length(TermLabel.folded)))
        .join(TermLabel, TermLabel.term_id == Term.id)
        .where(
            Term.vocabulary_id == vocabulary.id,
            Term.retired_at.is_(None),
            or_(begins, TermLabel.folded.contains(" " + folded, autoescape=True)),
        )
        .group_by(Term.id)
    )
    rows = sorted(session.execute(query).all(), key=lambda row: (not row[1], row[2], row[0].slug))
    return name_terms(session, [row[0] for row in rows[:limit]])


def _named(term: Term, labels: Sequence[TermLabel]) -> Named:
    preferred = {label.lang: label.value for label in labels if label.kind is LabelKind.PREFERRED}
    vi = preferred.get("vi") or preferred.get("en") or next(iter(preferred.values()), term.slug)
    return Named(term, vi, preferred.get("en") or vi)


def _name(session: Session, term: Term, labels: Sequence[Label]) -> None:
    """Replace the term's names."""
    session.execute(delete(TermLabel).where(TermLabel.term_id == term.id))
    wanted = {(label.lang, label.kind, clean(label.value)) for label in labels}
    session.add_all(
        TermLabel(term_id=term.id, lang=lang, kind=kind, value=value, folded=fold(value))
        for lang, kind, value in sorted(wanted, key=lambda row: (row[0], row[1].value, row[2]))
    )
    session.flush()


def _use_instead(session: Session, term: Term, other: Term) -> None:
    """Move descriptions from one term to another; where a record has both, the old one goes."""
    rows = session.scalars(select(RecordTerm).where(RecordTerm.term_id == term.id)).all()
    for row in rows:
        twin = select(RecordTerm.id).where(
            RecordTerm.record_id == row.record_id,
            RecordTerm.facet == row.facet,
            RecordTerm.part == row.part,
            RecordTerm.term_id == other.id,
        )
        if session.scalar(twin) is not None:
            session.delete(row)
        else:
            row.term_id = other.id
    session.flush()


def _path(session: Session, term: Term) -> str:
    broader = session.get(Term, term.broader_id) if term.broader_id else None
    return f"{broader.path}/{term.slug}" if broader else term.slug


def _refuse_unfit(session: Session, vocabulary: Vocabulary, term: Term, labels: Sequence[Label] | None) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if not _SLUG.fullmatch(term.slug):
        faults["slug"] = "malformed"
    if labels is not None and (fault := _label_fault(labels)):
        faults["labels"] = fault
    if term.broader_id is not None and (fault := _broader_fault(session, term)):
        faults["broader_id"] = fault
    if faults:
        if term in session:
            session.expire(term)
        raise ValidationError(faults)
    slug = term.slug
    other = session.scalar(select(Term.id).where(Term.vocabulary_id == vocabulary.id, Term.slug == slug))
    if other is not None and other != term.id:
        if term in session:
            session.expire(term)
        raise ConflictError("term_taken", term=slug, vocabulary=vocabulary.slug)


def _label_fault(labels: Sequence[Label]) -> str:
    preferred = [label.lang for label in labels if label.kind is LabelKind.PREFERRED]
    if not {"vi", "en"} & set(preferred):
        return "required"
    if any(not clean(label.value) or not label.lang for label in labels):
        return "malformed"
    if any(len(clean(label.value)) > 200 or len(label.lang) > 12 for label in labels):
        return "too_long"
    return "taken" if len(preferred) != len(set(preferred)) else ""


def _broader_fault(session: Session, term: Term) -> str:
    broader = session.get(Term, term.broader_id)
    if broader is None or broader.retired_at is not None or broader.vocabulary_id != term.vocabulary_id:
        return "not_found"
    if term.path and (broader.id == term.id or broader.path.startswith(term.path + "/")):
        return "circular"
    return "too_deep" if broader.path.count("/") + 2 > DEEPEST else ""
