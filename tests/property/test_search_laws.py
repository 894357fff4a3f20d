from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.db import make_sessions
from catalogue.errors import ValidationError
from catalogue.search.query import FACETS, SearchQuery, search
from catalogue.services.artifacts import register_artifact
from catalogue.vocab.folding import fold
from tests.cataloguing import PUBLIC, STAFF, fresh_engine, published_artifact

TITLES = ["Điện Thái Hòa", "Bình gốm men lam Huế", "Ấn “Hoàng đế chi bảo”", "AND OR NOT NEAR", "col:title*", "寶 鼎"]
HOSTILE = st.text(alphabet="\"'*:^+-(){}[]\\/%_;,.<>&|!~@#$ \0\nANDORTHaáđ", max_size=30)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A small published collection and one draft; nothing is ever committed to it afterwards."""
    engine = fresh_engine(tmp_path_factory.mktemp("laws"))
    with make_sessions(engine).begin() as opened:
        for i, title in enumerate(TITLES):
            published_artifact(opened, f"BT.{i}", title_vi=title)
        register_artifact(opened, STAFF, {"accession_number": "MẬT.1", "title_vi": "Huế mật"})
    with make_sessions(engine)() as opened:
        yield opened
        opened.rollback()
    engine.dispose()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=40) | HOSTILE)
def test_no_text_breaks_the_search_or_shows_a_draft(session, text):
    results = search(session, PUBLIC, SearchQuery(text))
    assert results.total >= len(results.hits)
    assert all(h.number != "MẬT.1" for h in results.hits)
    if not fold(text):
        assert results.total == len(TITLES)


@settings(deadline=None, max_examples=30)
@given(title=st.sampled_from(TITLES), data=st.data())
def test_any_beginning_of_a_title_finds_it(session, title, data):
    folded = fold(title)
    length = data.draw(st.integers(1, len(folded)))
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    numbers = [
        h.number for h in search(session, PUBLIC, SearchQuery(unicodedata.normalize(form, folded[:length]))).hits
    ]
    assert f"BT.{TITLES.index(title)}" in numbers


@settings(deadline=None, max_examples=30)
@given(facet=st.sampled_from(FACETS), value=HOSTILE, cursor=st.none() | st.text(max_size=12))
def test_no_facet_value_or_cursor_breaks_it(session, facet, value, cursor):
    query = SearchQuery("", {facet: [value]}, cursor=cursor)
    fields: dict[str, str] = {}
    try:
        total = search(session, PUBLIC, query).total
    except ValidationError as refused:
        total, fields = 0, refused.fields
    assert total == 0
    assert fields == ({"cursor": "malformed"} if fields else {})
    assert cursor or not fields


LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
SYLLABLES = st.text(alphabet=LETTERS + LETTERS.upper(), min_size=1, max_size=7)


@settings(deadline=None, max_examples=40)
@given(words=st.lists(SYLLABLES, min_size=1, max_size=6), stored=st.sampled_from(["NFC", "NFD"]), data=st.data())
def test_any_vietnamese_text_is_found_without_its_accents(session, words, stored, data):
    asked = data.draw(st.sampled_from(["NFC", "NFD"]))
    title = unicodedata.normalize(stored, " ".join(words))
    with session.begin_nested() as saved:
        published_artifact(session, "LUẬT.1", title_vi=title)
        for spelling in (fold(title), title, title.upper()):
            query = SearchQuery(unicodedata.normalize(asked, spelling), {"kind": ["artifact"]}, limit=50)
            assert "LUẬT.1" in {hit.number for hit in search(session, PUBLIC, query).hits}
        saved.rollback()
