"""Pick-lists of forms as JSON."""

from __future__ import annotations

from app.schemas.common import Body, Query, Text
from catalogue.services.pick_lists import Pick


class PickQuery(Query):
    """What was typed so far, with or without accents."""

    q: str = ""
    limit: int = 20


class TermPickQuery(PickQuery):
    """What was typed so far, and the vocabulary to look in."""

    vocabulary: str


class PickBody(Body):
    """One line of a pick-list; ``value`` is what the field then holds."""

    value: str
    title: Text
    detail: str


class PickList(Body):
    """The best lines, best first."""

    items: list[PickBody]
    next: None
    total: int


def pick_body(pick: Pick) -> dict[str, object]:
    """A line as the form shows it."""
    return {"value": pick.value, "title": {"vi": pick.vi, "en": pick.en}, "detail": pick.detail}
