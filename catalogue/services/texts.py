"""Texts of a record in further languages and scripts; Vietnamese and English stand in the record's own columns."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from catalogue.records import RecordText
from catalogue.services.described import Described
from catalogue.services.parts import PartService
from catalogue.vocab.heritage import TextField
from catalogue.vocab.tongues import is_language, is_script

_OWN = frozenset({TextField.TITLE.value, TextField.DESCRIPTION.value})
_FIELDS = frozenset(field.value for field in TextField)


def _faults(session: Session, record: Described, row: RecordText) -> Mapping[str, str]:  # noqa: ARG001  a Check
    """A field of the closed list, in a language and script that standards name."""
    faults: dict[str, str] = {}
    if row.field not in _FIELDS:
        faults["field"] = "not_in_list"
    if not is_language(row.lang):
        faults["lang"] = "not_in_list"
    elif row.field in _OWN and row.lang in {"vi", "en"} and row.script in {"", "Latn"}:
        faults["lang"] = "text_has_own_field"
    if row.script and not is_script(row.script):
        faults["script"] = "not_in_list"
    return faults


texts = PartService(
    RecordText,
    editable=("field", "lang", "script", "value"),
    needed=("field", "lang", "value"),
    check=_faults,
    twin=("field", "script", "lang"),
    blank=("script",),
    order=("field", "lang", "script", "id"),
    is_searched=True,
    part="texts",
)
