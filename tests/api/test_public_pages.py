"""Pages for everybody, in both languages: what they show, what they hide, what they are made of."""

from __future__ import annotations

import pytest

from tests.api.museum import BARE, DRAFT, LONG_TITLE, PICTURED, SITE, STAGED, TOUR, Outline, furnish, take_back


@pytest.fixture
def ids(parts) -> dict[str, str]:
    return furnish(parts)


@pytest.fixture
def paths(ids) -> dict[str, str]:
    """Every public page by name, without its language."""
    return {
        "home": "/",
        "search": "/search",
        "artifact": f"/artifacts/{STAGED}",
        "pictured": f"/artifacts/{PICTURED}",
        "bare": f"/artifacts/{BARE}",
        "site": f"/sites/{SITE}",
        "photo": f"/photos/{ids['photo']}",
        "view": f"/view/{ids['scene']}",
        "embed": f"/embed/{ids['scene']}",
        "tours": "/tours/",
        "tour": f"/tours/{TOUR}",
        "data": "/data",
        "login": "/login",
    }


PAGES = ["home", "search", "artifact", "pictured", "bare", "site", "photo", "view", "embed", "tours", "tour", "data"]
CROSS = {"vi": "Tìm", "en": "Find"}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [*PAGES, "login"])
def test_every_page_is_whole_in_both_languages(client, paths, name, lang):
    answer = client.get(f"/{lang}{paths[name]}")
    assert answer.status_code == 200
    page = Outline(answer.text)
    assert (page.lang, answer.headers["Content-Language"]) == (lang, lang)
    for other in ("vi", "en"):
        assert page.links["alternate", other].endswith(f"/{other}{paths[name]}")
    assert page.inline == []
    assert page.headings.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert page.metas["description"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_names_its_lasting_address_and_how_it_is_shared(client, paths, name):
    page = Outline(client.get(f"/en{paths[name]}?utm=1").text)
    assert page.links["canonical", ""] == f"http://localhost/en{paths[name]}"
    assert page.metas["og:title"]
    assert page.metas["og:description"]
    assert page.metas["og:url"] == page.links["canonical", ""]
    assert page.metas["og:locale"] == "en_GB"


@pytest.mark.parametrize("name", ["artifact", "pictured"])
def test_a_shared_record_brings_its_picture(client, paths, name):
    assert Outline(client.get(f"/vi{paths[name]}").text).metas["og:image"].startswith("http://localhost/d/")


def test_an_address_without_language_leads_to_the_readers_one(client, paths):
    wishes = {"vi-VN,vi": "vi", "en-US,en;q=0.9": "en", "fr": "vi", "": "vi"}
    for wish, lang in wishes.items():
        answer = client.get(f"{paths['artifact']}?a=1", headers={"Accept-Language": wish})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}{paths['artifact']}?a=1")


def test_switching_the_language_keeps_page_and_question(client, ids):
    page = client.get("/vi/search?q=đỉnh&kind=artifact")
    assert 'href="/en/search?q=%C4%91%E1%BB%89nh&amp;kind=artifact"' in page.text


def test_the_home_page_shows_the_great_object_and_what_is_new(client, ids):
    text = client.get("/en/").text
    assert "Cao urn" in text
    assert f"/en/artifacts/{STAGED}" in text
    assert "/en/sites/MV.DT" in text
    assert "Nháp kín" not in text


def test_an_empty_museum_has_designed_pages(client):
    assert "Nothing is published yet" in client.get("/en/").text
    assert "Nothing found" in client.get("/en/search").text
    assert "No tour is open yet" in client.get("/en/tours/").text
    assert "Chưa" in client.get("/vi/data").text


def test_search_shows_cards_facets_and_counts(client, ids):
    text = client.get("/en/search?q=dinh dong").text
    assert "Cao urn" in text
    assert "1 record" in text
    narrowed = client.get("/en/search?kind=site").text
    assert "The To Mieu temple" in narrowed
    assert "Cao urn" not in narrowed
    assert "Clear all filters" in narrowed
    assert '<input type="hidden" name="kind" value="site">' in narrowed


def test_a_mistyped_word_finds_what_was_meant_and_says_so(client, ids):
    text = client.get("/en/search?q=chuong khonh anh").text
    assert "Shown instead" in text
    assert "Chuông không ảnh" in text


def test_nothing_found_says_what_to_try(client, ids):
    text = client.get("/vi/search?q=zzzzqqq").text
    assert "MV.TĐ.01" in text
    assert 'href="/vi/search"' in text


def test_a_question_is_shown_as_text_never_as_markup(client, ids):
    text = client.get("/en/search", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_the_artifacts_page_begins_with_its_stage(client, paths):
    text = client.get(f"/vi{paths['artifact']}").text
    assert text.index("<cd-stage") < text.index("<h1>")
    for part in ("Đỉnh đồng Cao", STAGED, "Cao urn", "CC BY 4.0", "Bảo tàng thử", "phone.glb", "/vi/embed/"):
        assert part in text


def test_without_3d_the_photograph_comes_first(client, paths):
    text = client.get(f"/vi{paths['pictured']}").text
    assert "<cd-stage" not in text
    assert text.index("<cd-zoom") < text.index("<h1>")
    assert LONG_TITLE[:200] in text


def test_without_any_picture_the_page_is_still_designed(client, paths):
    text = client.get(f"/en{paths['bare']}").text
    assert "<cd-stage" not in text
    assert "<cd-zoom" not in text
    assert "No picture yet" in text
    assert "Chuông không ảnh" in text
    assert "Use and cite" in text


def test_related_objects_are_those_of_the_site_that_the_reader_may_see(client, parts, paths):
    text = client.get(f"/vi{paths['bare']}").text
    assert STAGED in text
    assert DRAFT not in text
    take_back(parts, STAGED)
    assert STAGED not in client.get(f"/vi{paths['bare']}").text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_drafts_are_nowhere_for_the_public(client, parts, ids, paths, lang):
    for hidden in (f"/{lang}/artifacts/{DRAFT}", f"/{lang}/artifacts/none", f"/{lang}/view/none"):
        answer = client.get(hidden, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert Outline(answer.text).lang == lang
    take_back(parts, STAGED)
    for name in ("artifact", "view", "embed"):
        assert client.get(f"/{lang}{paths[name]}", headers={"Accept": "text/html"}).status_code == 404
    for page in ("/", "/search", "/search?q=nhap kin", f"/sites/{SITE}", "/data", f"/tours/{TOUR}"):
        text = client.get(f"/{lang}{page}").text
        assert DRAFT not in text
        assert STAGED not in text
        assert "Nháp kín" not in text


def test_a_drafts_photograph_is_hidden_too(client, parts, paths):
    take_back(parts, PICTURED)
    assert client.get(f"/vi{paths['photo']}", headers={"Accept": "text/html"}).status_code == 404


def test_staff_see_the_draft_and_the_way_to_its_form(curator_client, ids):
    text = curator_client.get(f"/vi/artifacts/{DRAFT}").text
    assert "Nháp kín" in text
    assert f"/vi/workbench/artifacts/{DRAFT}" in text


def test_only_the_embedded_stage_may_stand_in_frames_of_others(client, paths):
    embedded = client.get(f"/en{paths['embed']}").headers
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'self'" in client.get(f"/en{paths['view']}").headers["Content-Security-Policy"]


def test_the_tour_reads_without_scripts(client, paths):
    text = client.get(f"/en{paths['tour']}").text
    assert "Stop 1" in text
    assert f"/en/artifacts/{STAGED}" in text


def test_the_data_page_counts_what_is_published(client, paths):
    text = client.get("/en/data").text
    assert "CC BY 4.0" in text
    assert '<td class="numeric">3</td>' in text


def test_a_problem_page_names_fault_and_remedy_in_both_languages(client):
    for lang, word in (("vi", "Không"), ("en", "not")):
        answer = client.get(f"/{lang}/artifacts/XX.01", headers={"Accept": "text/html"})
        assert "XX.01" in answer.text
        assert word in answer.text
        assert "artifact_not_found · 404" in answer.text
