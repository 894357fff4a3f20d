"""What is counted in memory is what the database counts: the same hits, facets and clusters for any search."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.db import make_sessions
from catalogue.search import rows
from catalogue.search.areas import Box, Circle, Corner, Polygon
from catalogue.search.clusters import cluster_hits
from catalogue.search.query import SearchQuery, search
from catalogue.search.wish import YearSpan
from catalogue.services.artifacts import register_artifact
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF, fresh_engine, published_artifact

PLACES = ((16.47, 107.58), (16.43, 107.57), (15.76, 108.12), (21.03, 105.85), (-8.6, -179.9))
DATES = ("Minh Mạng 15", "thế kỷ X", "trước 1945", None, "1802-1945")
latitudes, longitudes = st.floats(-60, 60), st.floats(-180, 180)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Places near and far, one of them kept from the public, with dated artifacts; nothing is committed later."""
    engine = fresh_engine(tmp_path_factory.mktemp("memory"))
    with make_sessions(engine).begin() as opened:
        for at, ((latitude, longitude), date) in enumerate(zip(PLACES, DATES, strict=True)):
            values = {"code": f"S.{at}", "title_vi": f"Di tích {at}", "latitude": latitude, "longitude": longitude}
            site = register_site(opened, STAFF, values)
            site.is_location_sensitive = at == 1
            change_site_status(opened, STAFF, site.code, Status.PUBLISHED)
            for kind in ("Bình", "Ấn"):
                facts = {"object_type": kind, "materials": [("gốm", "đồng")[at % 2]], "date_text": date}
                published_artifact(opened, f"A.{at}.{kind}", title_vi=f"{kind} {at}", site_id=site.id, **facts)
        register_artifact(opened, STAFF, {"accession_number": "N.1", "title_vi": "Bình nháp"})
    with make_sessions(engine)() as opened:
        yield opened
        opened.rollback()
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
    lambda text, chosen, span, area: SearchQuery(text, chosen, years=span, area=area, limit=50),
    st.sampled_from(["", "binh", "di tich", "Ấn 1"]),
    facets,
    years,
    areas,
)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries, who=st.sampled_from([PUBLIC, STAFF]), zoom=st.integers(0, 22))
def test_memory_and_database_agree(session, query, who, zoom):
    with pytest.MonkeyPatch.context() as patch:
        kept, found = cluster_hits(session, who, query, zoom), search(session, who, query)
        patch.setattr(rows, "MOST_COUNTED", 0)
        asked, read = cluster_hits(session, who, query, zoom), search(session, who, query)
    assert (found.total, {hit.number for hit in found.hits}) == (read.total, {hit.number for hit in read.hits})
    assert found.total == len(found.hits)
    assert kept.total == asked.total
    assert sorted(map(_told, kept.items)) == sorted(map(_told, asked.items))


def _told(cluster):
    """A cluster without what rounding may change."""
    return cluster.count, cluster.is_spot, cluster.is_approximate, round(cluster.latitude, 4), cluster.west


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries, who=st.sampled_from([PUBLIC, STAFF]))
def test_counts_of_a_facet_are_the_hits_that_choosing_it_gives(session, query, who):
    found = search(session, who, query)
    assert found.are_counts_exact
    for facet, values in itertools.islice(found.facets.items(), 4):
        for value, count in itertools.islice(values.items(), 2):
            chosen = SearchQuery(query.text, {**query.facets, facet: [value]}, years=query.years, area=query.area)
            if not search(session, who, chosen).corrected:
                assert search(session, who, chosen).total == count
