"""What is counted in memory is what the database counts: the same hits, facets and clusters for any search."""

from __future__ import annotations

import itertools
import random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.db import make_readers, make_sessions
from catalogue.policy import Identity, Role
from catalogue.records import Organisation
from catalogue.search import blocks, pages, rows
from catalogue.search.areas import Box, Circle, Corner, Polygon
from catalogue.search.clusters import cluster_hits
from catalogue.search.query import SearchQuery, search
from catalogue.search.wish import Sort, YearSpan
from catalogue.services.artifacts import change_artifact_status, register_artifact, update_artifact
from catalogue.services.organisations import hand_over
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF, SYSTEM, fresh_engine, published_artifact

PLACES = ((16.47, 107.58), (16.43, 107.57), (15.76, 108.12), (21.03, 105.85), (-8.6, -179.9))
DATES = ("Minh Mạng 15", "thế kỷ X", "trước 1945", None, "1802-1945")
MUSEUM, CENTRE = uuid4(), uuid4()
GUEST = Identity(Role.CURATOR, home_id=CENTRE, grants=frozenset({(MUSEUM, Role.CONSERVATOR)}))
READERS = [PUBLIC, STAFF, Identity(Role.CURATOR, home_id=MUSEUM), GUEST]
latitudes, longitudes = st.floats(-60, 60), st.floats(-180, 180)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Places near and far, one of them kept from the public, with dated artifacts; nothing is committed later."""
    engine = fresh_engine(tmp_path_factory.mktemp("memory"))
    with make_sessions(engine).begin() as opened:
        for code, ident in (("BT", MUSEUM), ("TT", CENTRE)):
            opened.add(Organisation(id=ident, code=code, title_vi=code))
        opened.flush()
        for at, ((latitude, longitude), date) in enumerate(zip(PLACES, DATES, strict=True)):
            values = {"code": f"S.{at}", "title_vi": f"Di tích {at}", "latitude": latitude, "longitude": longitude}
            site = register_site(opened, STAFF, values)
            site.is_location_sensitive = at == 1
            change_site_status(opened, STAFF, site.code, Status.PUBLISHED)
            for kind in ("Bình", "Ấn"):
                facts = {"object_type": kind, "materials": [("gốm", "đồng")[at % 2]], "date_text": date}
                record = published_artifact(opened, f"A.{at}.{kind}", title_vi=f"{kind} {at}", site_id=site.id, **facts)
                hand_over(opened, SYSTEM, record, ("BT", None, "TT")[at % 3])
        register_artifact(opened, STAFF, {"accession_number": "N.1", "title_vi": "Bình nháp"})
        theirs = {"accession_number": "N.2", "title_vi": "Bình nháp kín", "site_id": site.id}
        hand_over(opened, SYSTEM, register_artifact(opened, STAFF, theirs), "BT")
    with make_readers(engine)() as opened:
        yield opened
    engine.dispose()


def boxes():
    return st.builds(
        lambda a, b, west, east: Box(west, min(a, b), east, max(a, b)), latitudes, latitudes, longitudes, longitudes
    )


areas = st.one_of(
    st.none(),
    boxes(),
    st.builds(Circle, st.sampled_from([16.45, 15.9, 0.0]), st.sampled_from([107.6, 108.0]), st.floats(1, 200_000)),
    st.lists(st.builds(Corner, longitudes, latitudes), min_size=3, max_size=7).map(lambda ring: Polygon(tuple(ring))),
)
years = st.none() | st.builds(YearSpan, st.none() | st.integers(800, 1950), st.none() | st.integers(1950, 2000)).filter(
    lambda span: span.first is not None or span.last is not None
)
facets = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.just(["artifact"]),
        "object_type": st.sampled_from([["Bình"], ["Ấn", "Bình"], ["không có"]]),
        "material": st.just(["gốm"]),
        "site": st.sampled_from([["S.0"], ["S.1", "S.2"]]),
    },
)
queries = st.builds(
    lambda text, chosen, span, area, sort: SearchQuery(text, chosen, years=span, area=area, limit=50, sort=sort),
    st.sampled_from(["", "binh", "di tich", "Ấn 1"]),
    facets,
    years,
    areas,
    st.sampled_from(list(Sort)),
)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries, who=st.sampled_from(READERS), zoom=st.integers(0, 22), few=st.booleans())
def test_memory_and_database_agree(session, query, who, zoom, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "_MOST_NAMED", 3 if few else 5_000)
        patch.setattr(pages, "MOST_RANKED", 2 if few else 2_000)
        patch.setattr(blocks, "_MOST_LOOKED_UP", 1 if few else 1_000)
        kept, found = cluster_hits(session, who, query, zoom), search(session, who, query)
        patch.setattr(rows, "kept", lambda *_: None)
        asked, read = cluster_hits(session, who, query, zoom), search(session, who, query)
    assert (found.total, sorted(found.hits, key=_place)) == (read.total, sorted(read.hits, key=_place))
    if not (few and query.text):  # few hits of many that hold the words: memory doesn't weigh them, the database does
        assert found.hits == read.hits
    assert found.facets == read.facets
    assert found.total == len(found.hits)
    assert kept.total == asked.total
    assert sorted(map(_told, kept.items)) == sorted(map(_told, asked.items))


def _place(hit):
    return hit.kind, hit.number


def _told(cluster):
    """A cluster without what rounding may change."""
    return cluster.count, cluster.is_spot, cluster.is_approximate, round(cluster.latitude, 4), cluster.west


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries, who=st.sampled_from(READERS))
def test_counts_of_a_facet_are_the_hits_that_choosing_it_gives(session, query, who):
    found = search(session, who, query)
    assert found.are_counts_exact
    for facet, values in itertools.islice(found.facets.items(), 4):
        for value, count in itertools.islice(values.items(), 2):
            chosen = SearchQuery(query.text, {**query.facets, facet: [value]}, years=query.years, area=query.area)
            if not search(session, who, chosen).corrected:
                assert search(session, who, chosen).total == count


def test_memory_follows_what_is_written(tmp_path):
    """Records made, changed, hidden and withdrawn between searches: memory tells what a fresh reading tells."""
    engine, chance = fresh_engine(tmp_path), random.Random(5)
    writers, readers = make_sessions(engine), make_readers(engine)
    numbers: list[str] = []
    for at in range(60):
        with writers.begin() as session:
            if not numbers or chance.random() < 0.4:
                numbers.append(f"A.{at}")
                published_artifact(
                    session, numbers[-1], title_vi=f"Bình {at}", object_type=chance.choice(["Bình", "Ấn"])
                )
            elif chance.random() < 0.6:
                changes = {"object_type": chance.choice(["Bình", "Ấn", "Chóe"])}
                update_artifact(session, STAFF, chance.choice(numbers), changes, expected_version=None)
            else:
                gone = numbers.pop(chance.randrange(len(numbers)))
                change_artifact_status(session, STAFF, gone, chance.choice([Status.DRAFT, Status.WITHDRAWN]))
        with readers() as session, pytest.MonkeyPatch.context() as patch:
            kept = [search(session, who, SearchQuery(limit=100)) for who in (PUBLIC, STAFF)]
            patch.setattr(rows, "kept", lambda *_: None)
            read = [search(session, who, SearchQuery(limit=100)) for who in (PUBLIC, STAFF)]
        assert [(found.total, found.facets) for found in kept] == [(found.total, found.facets) for found in read]
    engine.dispose()


def test_a_transaction_that_was_taken_back_leaves_no_trace(tmp_path):
    engine = fresh_engine(tmp_path)
    writers, readers = make_sessions(engine), make_readers(engine)
    with writers() as session:
        published_artifact(session, "A.1")
        assert search(session, PUBLIC, SearchQuery()).total == 1
        session.rollback()
    with readers() as session:
        assert search(session, PUBLIC, SearchQuery()).total == 0
    with writers.begin() as session:
        published_artifact(session, "B.1")
    with readers() as session:
        assert search(session, PUBLIC, SearchQuery()).facets["kind"] == {"artifact": 1}
    engine.dispose()
