"""Look-alike photographs as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.schemas.common import Body, Page, Query
from app.schemas.files import FileBody
from catalogue.search.alike import DEFAULT_BITS, MOST_BITS


class AlikeQuery(Query):
    """How near, in bits of the 64-bit hash, and how many."""

    bits: Annotated[int, Field(ge=0, le=MOST_BITS)] = DEFAULT_BITS
    limit: Annotated[int, Field(ge=1, le=100)] = 12


class AlikeBody(Body):
    """A photograph and in how many of 64 bits its hash differs; 0 is as good as surely the same picture."""

    bits: int
    file: FileBody


class AlikeList(Page):
    """The photographs that look alike."""

    items: list[AlikeBody]
