"""Searching on PostgreSQL: memory and database agree there too, on words, facets, years, areas and clusters."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import make_readers
from catalogue.search import rows
from catalogue.search.alike import near_hashes
from catalogue.search.areas import Box, Circle, read_polygon
from catalogue.search.clusters import cluster_hits
from catalogue.search.query import SearchQuery, search
from catalogue.search.wish import Sort, YearSpan
from catalogue.services.artifacts import read_artifact
from catalogue.services.photo_hashes import keep_hash
from catalogue.services.saved_searches import list_searches
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import ADMIN, PUBLIC, STAFF, published_artifact, stored_file
from tests.integration.test_catalogue_postgres import sessions  # noqa: F401  a fixture
from tests.property.test_memory_laws import DATES, PLACES

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]

QUERIES = {
    "nothing": (SearchQuery(), 15),
    "words": (SearchQuery("binh"), 5),
    "accents": (SearchQuery("Ấn"), 5),
    "slip": (SearchQuery("bihn"), 5),
    "facet": (SearchQuery("", {"object_type": ["Bình"]}), 5),
    "years": (SearchQuery("di tich", years=YearSpan(1800, 1850)), 6),
    "box": (SearchQuery(area=Box(107, 15, 109, 17)), 9),
    "date line": (SearchQuery(area=Box(170, -20, -170, 20)), 3),
    "circle": (SearchQuery(area=Circle(16.47, 107.58, 100_000)), 9),
    "polygon": (SearchQuery(area=read_polygon("107 16, 108 16, 108 17, 107 17")), 6),
    "by number": (SearchQuery(sort=Sort.NUMBER), 15),
    "by date": (SearchQuery("binh", sort=Sort.DATE), 5),
}


def test_memory_and_database_agree(sessions: sessionmaker[Session]) -> None:  # noqa: F811
    with sessions.begin() as session:
        _fill(session)
    readers = make_readers(sessions.kw["bind"])
    for name, (query, total) in QUERIES.items():
        for who in (PUBLIC, STAFF, ADMIN):
            with readers() as session:
                kept, circles = search(session, who, query), cluster_hits(session, who, query, 8)
            with readers() as session, pytest.MonkeyPatch.context() as patch:
                patch.setattr(rows, "kept", lambda *_: None)
                read, counted = search(session, who, query), cluster_hits(session, who, query, 8)
            assert kept.total == total, name
            assert (kept.total, kept.facets, kept.corrected) == (read.total, read.facets, read.corrected), name
            assert {hit.number for hit in kept.hits} == {hit.number for hit in read.hits}, name
            assert sorted(c.count for c in circles.items) == sorted(c.count for c in counted.items), name


def test_near_hashes_and_nobodys_searches(sessions: sessionmaker[Session]) -> None:  # noqa: F811
    with sessions.begin() as session:
        published_artifact(session, "A.1")
        file = stored_file(session, read_artifact(session, STAFF, "A.1").id, "a.jpg")
        keep_hash(session, file.id, {"phash": "00000000000000ff"})
        assert near_hashes(session, "00000000000000fe", 10) == {file.id: 1}
        assert list_searches(session, PUBLIC) == []


def _fill(session: Session) -> None:
    for at, ((latitude, longitude), date) in enumerate(zip(PLACES, DATES, strict=True)):
        values = {"code": f"S.{at}", "title_vi": f"Di tích {at}", "latitude": latitude, "longitude": longitude}
        site = register_site(session, STAFF, values)
        site.is_location_sensitive = at == 1
        change_site_status(session, STAFF, site.code, Status.PUBLISHED)
        for kind in ("Bình", "Ấn"):
            facts = {"object_type": kind, "materials": ["gốm"], "date_text": date, "site_id": site.id}
            published_artifact(session, f"A.{at}.{kind}", title_vi=f"{kind} {at}", **facts)
