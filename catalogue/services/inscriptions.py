"""Inscriptions: as they stand, how they are read, what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from catalogue.records import Inscription
from catalogue.services.described import Described
from catalogue.services.parts import PartService
from catalogue.vocab.tongues import is_language, is_script

_WORDS = ("transcription", "phonetic", "translation_vi", "translation_en")


def _faults(session: Session, record: Described, row: Inscription) -> Mapping[str, str]:  # noqa: ARG001  a Check
    """Words in one form at least; a script and a language as standards name them."""
    faults: dict[str, str] = {}
    if not any(getattr(row, name) for name in _WORDS):
        faults["transcription"] = "inscription_empty"
    if row.script is not None and not is_script(row.script):
        faults["script"] = "not_in_list"
    if row.language is not None and not is_language(row.language):
        faults["language"] = "not_in_list"
    return faults


inscriptions = PartService(
    Inscription,
    editable=("place", "script", "language", "technique", *_WORDS, "position"),
    check=_faults,
    order=("position", "created_at", "id"),
    is_searched=True,
    part="inscriptions",
)
