"""The vocabularies that come with the system: written for Vietnamese museums, a start and no authority."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import Term, Vocabulary
from catalogue.services.vocabularies import Label, add_term, add_vocabulary
from catalogue.vocab.heritage import LabelKind

TITLES: dict[str, tuple[str, str]] = {
    "materials": ("Chất liệu", "Materials"),
    "techniques": ("Kỹ thuật", "Techniques"),
    "object-types": ("Loại hình hiện vật", "Object types"),
    "damage-types": ("Loại hư hại", "Damage types"),
    "conservation-actions": ("Biện pháp bảo quản", "Conservation actions"),
}
_SOURCE = "Cửu Đỉnh"


def load_starter(session: Session, who: Identity) -> int:
    """Add each starter vocabulary that is not there yet, whole; one that is there stays as people made it.

    Returns:
        How many terms were added.
    """
    known = set(session.scalars(select(Vocabulary.slug)))
    return sum(_load(session, who, slug) for slug in TITLES if slug not in known)


def read_rows(slug: str) -> Iterator[tuple[str, str, list[Label]]]:
    """Slug, broader slug (empty at the top) and names of each term of a starter vocabulary, broader ones first."""
    text = files("catalogue.vocab").joinpath("starter", f"{slug}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        term, broader, vi, en, others = line.split("\t")
        names = [Label("vi", vi), Label("en", en)]
        names += [Label("vi", other.strip(), LabelKind.ALTERNATIVE) for other in others.split(";") if other.strip()]
        yield term, broader, names


def _load(session: Session, who: Identity, slug: str) -> int:
    vi, en = TITLES[slug]
    values = {"slug": slug, "title_vi": vi, "title_en": en, "source": _SOURCE, "licence": "CC0-1.0"}
    vocabulary = add_vocabulary(session, who, values)
    made: dict[str, Term] = {}
    for position, (term, broader, names) in enumerate(read_rows(slug)):
        above = made[broader].id if broader else None
        made[term] = add_term(
            session, who, vocabulary, {"slug": term, "broader_id": above, "position": position}, names
        )
    return len(made)
