"""Records as a table for spreadsheet programs, which the import takes back: uid and version tell what was exported."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ScalarResult, select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Site
from catalogue.services.imports.fields import NUMBER_FIELD, Field, How, fields_of
from catalogue.services.visibility import staffed_by
from catalogue.vocab.terms import Status

HIDDEN = ("uid", "version")
_THOUSAND = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_AT_ONCE = 1_000


def table_rows(session: Session, who: Identity, kind: str, lang: str) -> Iterator[list[str]]:
    """The header, then every record in use by its number, as text cells, with what only its staff may see.

    Args:
        session: where they are.
        who: staff; drafts are exported too, records of other organisations are not.
        kind: ``artifacts`` or ``sites``.
        lang: the language of the header, ``vi`` or ``en``; the import knows both.
    """
    require(who, Action.READ_DRAFTS)
    record: type[Artifact | Site] = Artifact if kind == "artifacts" else Site
    fields = _columns(kind)
    yield [field.vi if lang == "vi" else field.en for field in fields]
    codes: dict[UUID, str] = {row.id: row.code for row in session.execute(select(Site.id, Site.code))}
    number = getattr(record, NUMBER_FIELD[kind])
    query = (
        select(record)
        .where(staffed_by(who, record.organisation_id), record.status != Status.WITHDRAWN)
        .order_by(number)
    )
    rows: ScalarResult[Artifact | Site] = session.scalars(query.execution_options(yield_per=_AT_ONCE))
    for row in rows:
        yield [_cell(row, field, codes) for field in fields]
        session.expunge(row)


def _columns(kind: str) -> list[Field]:
    """What a table shows: uid and version, the number, and all columns of the record."""
    found = [field for field in fields_of(kind).values() if field.column]
    ours = [fields_of(kind)[name] for name in HIDDEN]
    first = NUMBER_FIELD[kind], "title_vi", "title_en"
    found.sort(key=lambda field: first.index(field.name) if field.name in first else len(first))
    return [*ours, *found]


def _cell(record: Artifact | Site, field: Field, codes: dict[UUID, str]) -> str:
    """A value as text that reads back as the same value."""
    if field.how is How.UID:
        return str(record.id)
    value = getattr(record, field.column or field.name)
    if field.how is How.SITE:
        return codes.get(value, "") if value else ""
    return as_cell(value)


def as_cell(value: object) -> str:
    """Text of a column's value: "1.2340" for 1.234, which could be a thousand otherwise."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, float):
        text = format(value, ".15g")
        return f"{text}0" if _THOUSAND.fullmatch(text) else text
    return value.isoformat() if isinstance(value, dt.date) else str(value)
