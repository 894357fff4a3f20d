"""Finding records on the workbench by number or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.pages.workbench.rows import RecordRow, record_row
from catalogue.records import Artifact, Site
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import read_artifacts
from catalogue.services.sites import read_sites

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records."""

    q: str
    rows: Sequence[RecordRow]
    total: int
    next_page: str | None


def find_records(kind: str, text: str, limit: int = _PAGE) -> Found:
    """Records of one kind, newest change first or best hit first.

    Args:
        kind: ``artifact`` or ``site``.
        text: words or a number; empty lists all.
        limit: rows of a page.
    """
    with parts().readers() as session:
        wish = SearchQuery(text, {"kind": [kind]}, request.args.get("cursor"), limit)
        found = search(session, caller(), wish)
        ids = [hit.record_id for hit in found.hits]
        by_id = _records(session, kind, ids)
        rows = [record_row(by_id[ident]) for ident in ids if ident in by_id]
    following = url_for(request.endpoint or "", q=text or None, cursor=found.next) if found.next else None
    return Found(text, rows, found.total, following)


def _records(session: Session, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Artifact | Site]:
    """The records with these ids."""
    return read_artifacts(session, caller(), ids) if kind == "artifact" else read_sites(session, caller(), ids)
