from __future__ import annotations

import re

import pytest

from tests.api.museum import Outline
from tests.api.test_search_places import places  # noqa: F401  the same four sites

CIRCLE = "near=16.4676,107.5770&radius_m=500"


@pytest.fixture
def page(client, places):  # noqa: F811
    """The map's page for a query, as text."""

    def read(query="", lang="vi"):
        answer = client.get(f"/{lang}/map?{query}")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return read


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_map_works_without_script(page, lang):
    html = page(lang=lang)
    outline = Outline(html)
    assert outline.inline == []
    assert len(outline.ids) == len(set(outline.ids))
    drawn = re.findall(r'<circle class="map-dot( approximate)?"', html)
    assert drawn == [" approximate", ""]  # two near each other, one of them kept from the public; one far away
    assert f'href="/{lang}/sites/MS"' in html
    assert "bbox=" in html
    assert "Hoàng Sa" not in html


def test_a_circle_draws_itself_and_lists_the_nearest_with_distances(page):
    html = page(CIRCLE)
    assert 'class="map-area"' in html
    assert "TM.01" in html
    assert "0 m" in html
    assert "/sites/MS" not in html
    assert 'value="500" selected' in html


def test_a_polygon_and_a_box_keep_the_rest_of_the_search(page):
    html = page("kind=site&polygon=107.5 16.4,107.6 16.4,107.6 16.5,107.5 16.5")
    assert "TM.01" not in html
    assert 'class="map-area"' in html
    html = page("bbox=107,15,109,17&kind=artifact")
    assert "TM.01" in html
    assert 'class="map-area"' not in html


def test_a_far_view_names_the_islands_and_has_no_record(page):
    html = page("bbox=105,5,118,20&q=zzzzz")
    assert "Hoàng Sa (Việt Nam)" in html
    assert "Trường Sa (Việt Nam)" in html
    assert "map-dot" not in html


def test_a_fault_stands_beside_its_field_and_the_map_stays(page):
    html = page("near=xyz&kind=site")
    assert 'id="e-near"' in html
    assert 'aria-invalid="true"' in html
    assert "/sites/MS" in html


def test_without_files_of_its_own_an_installation_has_no_style_and_no_tiles(client):
    assert client.get("/vi/map/style.json").status_code == 404
    assert client.get("/vi/map/tiles.pmtiles").status_code == 404


def test_a_record_leads_to_what_lies_near_it(client, curator_client, places):  # noqa: F811
    site = client.get("/vi/sites/TM").text
    assert "/vi/map?near=16.46760,107.57700" in site.replace("%2C", ",")
    assert "/vi/map?near=16.46760,107.57700" in client.get("/vi/artifacts/TM.01").text.replace("%2C", ",")
    assert "/map?near=" not in client.get("/vi/sites/KO").text
    assert "near=16.43280,107.56560" not in client.get("/vi/sites/TD").text.replace("%2C", ",")
    assert "near=16.43280,107.56560" in curator_client.get("/vi/sites/TD").text.replace("%2C", ",")


def test_a_slip_is_mended_on_the_map_as_in_the_list(page):
    html = page("q=dii+tich&kind=site")
    assert 'data-query="?q=di+tich&amp;kind=site"' in html
    assert "map-dot" in html
    assert "/sites/MS" in html
