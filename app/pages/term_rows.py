"""Terms as pages show them: a tree, one term with everything around it, its names as lines of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.i18n import gettext as _
from app.i18n import language
from catalogue.policy import Identity
from catalogue.records import Term, TermLabel, Vocabulary
from catalogue.services.term_uses import Uses, count_uses
from catalogue.services.vocabularies import Label, Named, list_labels, list_terms, name_terms
from catalogue.vocab.heritage import LabelKind

EMPTY_LINES = 2


@dataclass(slots=True)
class Branch:
    """A term of the tree with what stands below it."""

    slug: str
    name: str
    other: str
    uses: int
    is_retired: bool
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TermPage:
    """One term: its names, the terms around it, how often it is used."""

    term: Term
    name: str
    other: str
    labels: Sequence[TermLabel]
    broader: Sequence[Named]
    narrower: Sequence[Named]
    replaced_by: Named | None
    uses: Uses

    @property
    def note(self) -> str:
        """The scope note in the reader's language, else in the other one."""
        pair = (self.term.note_en, self.term.note_vi)
        first, second = pair if language() == "en" else pair[::-1]
        return first or second or ""


def name_of(named: Named) -> str:
    """A term in the reader's language."""
    return named.en if language() == "en" else named.vi


def other_name(named: Named) -> str:
    """A term in the other language, empty where it is the same."""
    other = named.vi if language() == "en" else named.en
    return other if other != name_of(named) else ""


def grow_tree(session: Session, who: Identity, vocabulary: Vocabulary, *, with_retired: bool) -> list[Branch]:
    """All terms as a tree with the number of their uses."""
    terms = list_terms(session, vocabulary, with_retired=with_retired)
    uses = count_uses(session, who, [named.term for named in terms])
    branches: dict[UUID, Branch] = {}
    tops: list[Branch] = []
    for named in terms:
        term = named.term
        is_retired = term.retired_at is not None
        branch = Branch(term.slug, name_of(named), other_name(named), uses[term.id].total, is_retired)
        branches[term.id] = branch
        above = branches.get(term.broader_id) if term.broader_id else None
        (above.below if above else tops).append(branch)
    return tops


def read_page(session: Session, who: Identity, term: Term) -> TermPage:
    """A term and everything around it."""
    (named,) = name_terms(session, [term])
    narrower = session.scalars(select(Term).where(Term.broader_id == term.id, Term.retired_at.is_(None))).all()
    instead = session.get(Term, term.replaced_by_id) if term.replaced_by_id else None
    return TermPage(
        term=term,
        name=name_of(named),
        other=other_name(named),
        labels=list_labels(session, [term])[term.id],
        broader=name_terms(session, _above(session, term)),
        narrower=sorted(name_terms(session, narrower), key=lambda row: (row.term.position, row.vi)),
        replaced_by=name_terms(session, [instead])[0] if instead else None,
        uses=count_uses(session, who, [term])[term.id],
    )


def label_kinds() -> dict[str, str]:
    """Kinds of names."""
    return {
        LabelKind.PREFERRED.value: _("Preferred name"),
        LabelKind.ALTERNATIVE.value: _("Alternative name"),
        LabelKind.HIDDEN.value: _("Only for finding"),
    }


def label_lines(labels: Sequence[TermLabel]) -> list[tuple[str, str, str]]:
    """Language, kind and words of each name, and a few empty lines for more."""
    lines = [(label.lang, label.kind.value, label.value) for label in labels]
    return [*lines, *[("vi", LabelKind.ALTERNATIVE.value, "")] * EMPTY_LINES]


def typed_lines(data: MultiDict[str, str]) -> list[tuple[str, str, str]]:
    """The lines of names as they were typed."""
    columns = [data.getlist(name) for name in ("label_lang", "label_kind", "label_value")]
    return list(zip(*columns, strict=False))


def labels_in(lines: Sequence[tuple[str, str, str]]) -> list[Label]:
    """The names that the lines hold; empty lines are none."""
    kinds: Mapping[str, LabelKind] = {kind.value: kind for kind in LabelKind}
    return [
        Label(lang.strip() or "vi", value.strip(), kinds.get(kind, LabelKind.ALTERNATIVE))
        for lang, kind, value in lines
        if value.strip()
    ]


def _above(session: Session, term: Term) -> list[Term]:
    """The broader terms, from the top down."""
    found: list[Term] = []
    current = session.get(Term, term.broader_id) if term.broader_id else None
    while current is not None and current not in found:
        found.insert(0, current)
        current = session.get(Term, current.broader_id) if current.broader_id else None
    return found
