from __future__ import annotations

import pytest

from catalogue.records import Site
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import STAFF, published_artifact

# Thế Miếu, Lăng Tự Đức (4.6 km south-west), Mỹ Sơn (91 km south-east), and one without a place
PLACES = {"TM": (16.4676, 107.5770), "TD": (16.4328, 107.5656), "MS": (15.7640, 108.1240), "KO": None}
RING = "107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.5"


@pytest.fixture
def places(parts):
    """Four published sites, an artifact at Thế Miếu; Lăng Tự Đức is sensitive."""
    with parts.sessions.begin() as session:
        for code, place in PLACES.items():
            spot = {"latitude": place[0], "longitude": place[1]} if place else {}
            site = register_site(session, STAFF, {"code": code, "title_vi": f"Di tích {code}", **spot})
            site.is_location_sensitive = code == "TD"
            change_site_status(session, STAFF, code, Status.PUBLISHED)
            if code == "TM":
                published_artifact(session, "TM.01", site_id=site.id)


def numbers(client, **query):
    found = client.get("/api/v1/search", query_string=query)
    assert found.status_code == 200, found.get_json()
    return [hit["number"] for hit in found.get_json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"bbox": "107.57,16.46,107.58,16.47"}, {"TM", "TM.01"}),
        ({"bbox": "107,15,109,17"}, {"TM", "TM.01", "TD", "MS"}),
        ({"bbox": "170,-20,-170,20"}, set()),
        ({"near": "16.4676,107.5770", "radius_m": "500"}, {"TM", "TM.01"}),
        ({"near": "107.5770,16.4676", "radius_m": "500"}, {"TM", "TM.01"}),
        ({"polygon": RING}, {"TM", "TM.01", "TD"}),
        ({"polygon": "[[107.5,16.4],[107.6,16.4],[107.6,16.5],[107.5,16.5],[107.5,16.4]]"}, {"TM", "TM.01", "TD"}),
        ({"polygon": f"POLYGON(({RING}))", "kind": "site"}, {"TM", "TD"}),
        ({"bbox": "107,15,109,17", "q": "di tich ms"}, {"MS"}),
    ],
)
def test_areas_find_what_lies_inside(client, places, query, found):
    assert set(numbers(client, **query)) == found


def test_a_circle_shows_the_nearest_first_with_distances(curator_client, places):
    body = curator_client.get("/api/v1/search?near=16.4676,107.5770&radius_m=150000&kind=site").get_json()
    assert [hit["number"] for hit in body["items"]] == ["TM", "TD", "MS"]
    assert [round(hit["distance_m"], -2) for hit in body["items"]] == [0, 4100, 97600]


def test_the_public_gets_a_cell_of_a_sensitive_place_and_cannot_search_around_it(client, curator_client, places):
    exact = {"near": "16.4328,107.5656", "radius_m": "30"}
    assert numbers(curator_client, **exact) == ["TD"]
    assert numbers(client, **exact) == []
    (hit,) = client.get("/api/v1/search?q=td&kind=site").get_json()["items"]
    assert hit["point"]["is_approximate"]
    assert (hit["point"]["latitude"], hit["point"]["longitude"]) != PLACES["TD"]
    shown = {"near": f"{hit['point']['latitude']},{hit['point']['longitude']}", "radius_m": "30"}
    assert numbers(client, **shown) == ["TD"]
    (own,) = curator_client.get("/api/v1/search?q=td&kind=site").get_json()["items"]
    assert own["point"] == {"latitude": 16.4328, "longitude": 107.5656, "is_approximate": False}


def test_clusters_count_every_place_once_and_come_apart_with_the_zoom(client, places):
    far = client.get("/api/v1/search/clusters?zoom=3").get_json()
    assert [cluster["count"] for cluster in far["items"]] == [4]
    assert far["total"] == 4
    near = client.get("/api/v1/search/clusters?zoom=12").get_json()
    assert sorted(cluster["count"] for cluster in near["items"]) == [1, 1, 2]
    by_count = {cluster["count"]: cluster for cluster in near["items"]}
    assert by_count[2]["is_spot"]
    assert by_count[2]["single"] is None
    singles = {c["single"]["number"]: c["is_approximate"] for c in near["items"] if c["single"]}
    assert singles == {"TD": True, "MS": False}
    assert client.get("/api/v1/search/clusters?zoom=12&bbox=108,15,109,16").get_json()["total"] == 1
    assert client.get("/api/v1/search/clusters?kind=artifact").get_json()["total"] == 1


def test_clusters_of_the_public_lie_where_the_public_may_look(client, curator_client, places):
    public = client.get("/api/v1/search/clusters?zoom=22&q=td&kind=site").get_json()["items"][0]
    staff = curator_client.get("/api/v1/search/clusters?zoom=22&q=td&kind=site").get_json()["items"][0]
    assert staff["latitude"] == pytest.approx(16.4328, abs=1e-5)
    assert not staff["is_approximate"]
    assert public["is_approximate"]
    assert abs(public["latitude"] - 16.4328) + abs(public["longitude"] - 107.5656) > 1e-4


def test_a_place_that_moves_is_found_where_it_is_now(client, curator_client, places, parts):
    tag = curator_client.get("/api/v1/sites/TM").headers["ETag"]
    curator_client.patch("/api/v1/sites/TM", json={"latitude": 10.0, "longitude": 20.0}, headers={"If-Match": tag})
    assert set(numbers(client, near="10,20", radius_m="100")) == {"TM", "TM.01"}
    with parts.sessions() as session:
        assert session.query(Site).filter_by(code="TM").one().latitude == 10.0


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("bbox=1,2,3", "bbox", "malformed"),
        ("bbox=a,b,c,d", "bbox", "malformed"),
        ("bbox=0,50,10,40", "bbox", "out_of_range"),
        ("bbox=0,0,200,10", "bbox", "out_of_range"),
        ("near=91,181", "near", "out_of_range"),
        ("near=16", "near", "malformed"),
        ("near=16,107&radius_m=0", "radius_m", "out_of_range"),
        ("near=16,107&radius_m=900000", "radius_m", "out_of_range"),
        ("near=16,107&radius_m=far", "radius_m", "malformed"),
        ("radius_m=5", "near", "required"),
        ("polygon=1 2, 3 4", "polygon", "out_of_range"),
        ("polygon=1 2, 3 4, 5", "polygon", "malformed"),
        ("polygon=[[1,2],[3,{}],[4,5]]", "polygon", "malformed"),
        ("polygon={", "polygon", "malformed"),
        ("polygon=" + ",".join("1 2" for _ in range(200)), "polygon", "out_of_range"),
        ("polygon=" + "1 2," * 3000, "polygon", "too_long"),
        ("year_from=xix", "year_from", "not_a_number"),
        ("year_from=99999", "year_from", "out_of_range"),
        ("year_from=1900&year_to=1800", "year_to", "out_of_range"),
        ("date=hôm kia", "date", "date_unreadable"),
        ("sort=best", "sort", "not_in_list"),
    ],
)
def test_what_is_no_area_year_or_order_is_refused_by_name(client, query, field, code):
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 422
    fault = answer.get_json()["fields"][field]
    assert code in str(fault) or fault["code"] == code


def test_a_zoom_beyond_the_map_is_refused(client):
    assert client.get("/api/v1/search/clusters?zoom=40").status_code == 422
    assert client.get("/api/v1/search/clusters?zoom=x").status_code == 422
