"""Drafts of forms as JSON."""

from __future__ import annotations

import datetime as dt

from app.schemas.common import Body, Order, Query
from catalogue.records import FormDraft


class DraftQuery(Query):
    """The record whose form it is, by its number; empty for a new record."""

    key: str = ""


class DraftOrder(Order):
    """What stands in the form, and the version of the record that the writer began from."""

    values: dict[str, str]
    base_version: int | None = None


class DraftBody(Body):
    """What a person typed and has not saved."""

    form: str
    key: str
    values: dict[str, str]
    base_version: int | None
    saved_at: dt.datetime


class DraftState(Body):
    """The draft of a form, null where there is none."""

    draft: DraftBody | None


def draft_state(draft: FormDraft | None) -> dict[str, object]:
    """A draft for its owner."""
    if draft is None:
        return {"draft": None}
    shown = {"form": draft.form, "key": draft.record_key, "values": draft.values}
    return {"draft": {**shown, "base_version": draft.base_version, "saved_at": draft.updated_at}}
