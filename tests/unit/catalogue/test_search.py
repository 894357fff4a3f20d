from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy import delete, select, text

from catalogue.db import make_sessions
from catalogue.errors import ForbiddenError, ValidationError
from catalogue.records import SearchEntry, SearchRow
from catalogue.search import pages
from catalogue.search.query import SearchQuery, search
from catalogue.search.reindex import reindex
from catalogue.services.artifacts import change_artifact_status, register_artifact, update_artifact
from catalogue.services.sites import change_site_status, register_site
from catalogue.services.tours import make_tour
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF, fresh_engine, published_artifact, scanned
from tests.databases import ON_SQLITE

TITLES = {
    "BT.1": "Ngai vàng điện Thái Hoà",
    "BT.2": "Bình gốm men lam Huế",
    "BT.3": "Ấn ngọc Hoàng đế chi bảo",
    "BT.4": "Khánh đá",
    "BT.5": "Khanh sứ",
    "BT.6": "Khảnh gỗ",
}


@pytest.fixture(scope="module")
def museum_engine(tmp_path_factory):
    """A filled catalogue; no test may commit to it."""
    engine = fresh_engine(tmp_path_factory.mktemp("museum"))
    with make_sessions(engine).begin() as session:
        fill(session)
    yield engine
    engine.dispose()


@pytest.fixture
def museum(museum_engine):
    """A session on the filled catalogue whose changes are dropped."""
    with make_sessions(museum_engine)() as session:
        yield session
        session.rollback()


def fill(session):
    site = register_site(session, STAFF, {"code": "DTH", "title_vi": "Điện Thái Hòa", "rank": "special_national"})
    change_site_status(session, STAFF, "DTH", Status.PUBLISHED)
    for number, title in TITLES.items():
        published_artifact(
            session, number, title_vi=title, description_vi="Hiện vật triều Nguyễn.", location="Kho A",
            materials=["gỗ", "sơn"] if number == "BT.1" else ["gốm"] if number == "BT.2" else ["đá"],
            site_id=site.id if number == "BT.1" else None,
            inscription="皇帝之寶" if number == "BT.3" else None,
            other_names="Ngự toạ" if number == "BT.1" else None,
        )  # fmt: skip
    register_artifact(session, STAFF, {"accession_number": "BT.9", "title_vi": "Khánh mật"})


def found(session, words, who=PUBLIC, **facets):
    return [h.number for h in search(session, who, SearchQuery(words, facets)).hits]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("hue", ["BT.2"]),
        ("huế", ["BT.2"]),
        ("HUE", ["BT.2"]),
        ("HUẾ", ["BT.2"]),
        (unicodedata.normalize("NFD", "huế"), ["BT.2"]),
        ("dien thai hoa", ["DTH", "BT.1"]),
        ("điện thái hòa", ["DTH", "BT.1"]),
        ("Điện Thái Hoà", ["DTH", "BT.1"]),
        ("thai dien", ["DTH", "BT.1"]),
        ("an ngoc", ["BT.3"]),
        ("皇帝", ["BT.3"]),
        ("ngự tọa", ["BT.1"]),
        ("ngai va", ["BT.1"]),
        ("bt.2", ["BT.2"]),
        ("BT 2", ["BT.2"]),
        ("son", ["BT.1"]),
        ("không có gì như vậy", []),
    ],
)
def test_every_spelling_finds_its_record(museum, words, numbers):
    assert sorted(found(museum, words)) == sorted(numbers)


@pytest.mark.parametrize(
    ("words", "first"), [("khánh", "BT.4"), ("khanh", "BT.5"), ("khảnh", "BT.6"), ("KHÁNH", "BT.4")]
)
def test_exact_accents_come_first_and_the_others_follow(museum, words, first):
    numbers = found(museum, words)
    assert numbers[0] == first
    assert set(numbers) == {"BT.4", "BT.5", "BT.6"}


def test_the_very_number_comes_before_everything(museum):
    published_artifact(museum, "X.1", title_vi="BT.4 BT.4 BT.4", description_vi="BT.4 " * 20)
    assert found(museum, "bt.4")[0] == "BT.4"


def test_without_words_the_newest_come_first(museum):
    published_artifact(museum, "Z.1", title_vi="Mới nhất")
    assert found(museum, "")[0] == "Z.1"
    assert found(museum, " \"*'() ")[0] == "Z.1"


def test_the_public_finds_only_what_is_published(museum):
    assert "BT.9" not in found(museum, "khánh")
    assert found(museum, "khánh", STAFF).count("BT.9") == 1
    assert "status" not in search(museum, PUBLIC, SearchQuery("")).facets
    assert search(museum, STAFF, SearchQuery("")).facets["status"]["draft"] == 1
    change_artifact_status(museum, STAFF, "BT.4", Status.DRAFT)
    assert "BT.4" not in found(museum, "khánh")
    change_artifact_status(museum, STAFF, "BT.4", Status.WITHDRAWN)
    assert "BT.4" not in found(museum, "khánh", STAFF)
    change_artifact_status(museum, STAFF, "BT.4", Status.DRAFT)
    assert "BT.4" in found(museum, "khánh", STAFF)


def test_changes_are_found_at_once_and_old_words_no_more(museum):
    update_artifact(museum, STAFF, "BT.2", {"title_vi": "Chóe rồng", "materials": ["sứ"]}, expected_version=None)
    assert found(museum, "choe") == ["BT.2"]
    assert found(museum, "huế") == []
    assert found(museum, "", material=["gốm"]) == []


def test_facets_count_and_narrow(museum):
    everything = search(museum, PUBLIC, SearchQuery(""))
    assert everything.facets["kind"] == {"artifact": 6, "site": 1}
    assert everything.facets["material"] == {"đá": 4, "gốm": 1, "gỗ": 1, "sơn": 1}
    assert everything.facets["rank"] == {"special_national": 1}
    assert everything.facets["site"] == {"DTH": 1}
    narrowed = search(museum, PUBLIC, SearchQuery("", {"material": ["gốm", "gỗ"], "kind": ["artifact"]}))
    assert {h.number for h in narrowed.hits} == {"BT.1", "BT.2"}
    assert narrowed.facets["material"]["đá"] == 4  # one's own facet stays open for another choice
    assert narrowed.facets["site"] == {"DTH": 1}
    with pytest.raises(ValidationError):
        search(museum, PUBLIC, SearchQuery("", {"status": ["draft"]}))


def test_having_3d_is_a_facet(museum):
    artifact = published_artifact(museum, "BT.8")
    assert found(museum, "", has_3d=["yes"]) == []
    scanned(museum, artifact)
    assert found(museum, "", has_3d=["yes"]) == ["BT.8"]


@pytest.mark.parametrize(
    ("words", "mended", "numbers"),
    [
        ("ngaii vang", "ngai vang", ["BT.1"]),
        ("ngai vnag", "ngai vang", ["BT.1"]),
        ("bimh gom", "binh gom", ["BT.2"]),
        ("hoang de chi boa", "hoang de chi bao", ["BT.3"]),
    ],
)
def test_slips_of_the_keyboard_are_mended(museum, words, mended, numbers):
    results = search(museum, PUBLIC, SearchQuery(words))
    assert (results.corrected, [h.number for h in results.hits]) == (mended, numbers)


def test_mending_tells_nothing_of_drafts(museum):
    results = search(museum, PUBLIC, SearchQuery("khanh maat"))
    assert results.corrected == "khanh"
    assert all("mật" not in h.title_vi for h in results.hits)
    assert search(museum, STAFF, SearchQuery("khanh maat")).corrected == "khanh mat"


@pytest.mark.parametrize("words", ["", "khanh"])
def test_pages_show_every_hit_once(museum, words):
    numbers, cursor = [], None
    while True:
        page = search(museum, PUBLIC, SearchQuery(words, limit=2, cursor=cursor))
        numbers += [h.number for h in page.hits]
        cursor = page.next
        if cursor is None:
            break
    assert len(numbers) == len(set(numbers)) == page.total


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "WyIxIiwiMiJd", "WyItMSJd", "WyLCsiJd"])
@pytest.mark.parametrize("words", ["", "khanh"])
def test_a_cursor_that_nobody_gave_is_refused(museum, words, cursor):
    with pytest.raises(ValidationError) as caught:
        search(museum, PUBLIC, SearchQuery(words, cursor=cursor))
    assert caught.value.fields == {"cursor": "malformed"}


def test_with_very_many_hits_those_with_the_words_in_their_title_come_first(museum, monkeypatch):
    monkeypatch.setattr(pages, "MOST_RANKED", 2)
    assert found(museum, "khanh") == ["BT.5", "BT.6", "BT.4"]


def test_tours_are_found(museum):
    make_tour(museum, STAFF, {"slug": "dai-noi", "title_vi": "Một vòng Đại Nội"})
    assert found(museum, "vong dai noi", STAFF) == ["dai-noi"]


def test_the_index_can_be_built_anew(museum):
    before = {n: found(museum, TITLES[n]) for n in TITLES}
    museum.execute(delete(SearchRow))
    museum.execute(delete(SearchEntry).where(SearchEntry.number != "BT.1"))
    if ON_SQLITE:
        museum.execute(text("INSERT INTO search_text(search_text) VALUES ('delete-all')"))
    assert found(museum, "huế") == []
    assert reindex(museum, STAFF) == 8
    assert {n: found(museum, TITLES[n]) for n in TITLES} == before
    assert len(museum.scalars(select(SearchEntry.id)).all()) == 8
    if ON_SQLITE:
        museum.execute(text("INSERT INTO search_text(search_text, rank) VALUES ('integrity-check', 1)"))
    with pytest.raises(ForbiddenError):
        reindex(museum, PUBLIC)


def test_a_long_text_is_cut_at_a_word(session):
    published_artifact(session, "BT.1", description_vi="một hai " * 100)
    hit = search(session, PUBLIC, SearchQuery("BT.1")).hits[0]
    assert hit.summary_vi.endswith("…")
    assert len(hit.summary_vi) <= 301
