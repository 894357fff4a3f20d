from __future__ import annotations

import pytest

from tests.people import logged_in_client


@pytest.fixture
def saved(curator_client, add_artifact):
    """A search for bowls with an alert; its document."""
    add_artifact("B.1", title_vi="Bình men lam")
    made = curator_client.post(
        "/api/v1/searches", json={"name": " Bình ", "query": "?q=binh&kind=artifact&cursor=x", "is_alert": True}
    )
    assert made.status_code == 201, made.text
    return made.get_json()


def test_a_search_is_kept_opened_renamed_and_forgotten(curator_client, saved):
    assert (saved["name"], saved["query"], saved["fresh"]) == ("Bình", "q=binh&kind=artifact", 0)
    hits = curator_client.get(saved["links"]["hits"]).get_json()
    assert [hit["number"] for hit in hits["items"]] == ["B.1"]
    own = saved["links"]["self"]
    changed = curator_client.patch(own, json={"name": "Bình gốm", "is_alert": False})
    assert (changed.get_json()["name"], changed.get_json()["is_alert"]) == ("Bình gốm", False)
    assert [row["name"] for row in curator_client.get("/api/v1/searches").get_json()["items"]] == ["Bình gốm"]
    assert curator_client.delete(own).status_code == 204
    assert curator_client.get(own).status_code == 404
    assert curator_client.get("/api/v1/searches").get_json()["total"] == 0


def test_an_alert_counts_what_is_new_until_it_was_seen(curator_client, saved, add_artifact):
    add_artifact("B.2", title_vi="Bình vôi")
    add_artifact("K.1", title_vi="Khánh", object_type="Khánh", description_vi="Khánh đá")
    assert curator_client.get(saved["links"]["self"]).get_json()["fresh"] == 1
    page = curator_client.get("/vi/workbench/").text
    assert "Mới trong các lượt tìm" in page
    assert "1 mới" in page
    opened = curator_client.get(f"/vi/searches/{saved['id']}")
    assert opened.status_code == 303
    assert opened.location.endswith("/vi/search?q=binh&kind=artifact&sort=newest")
    assert curator_client.get(saved["links"]["self"]).get_json()["fresh"] == 0


def test_searches_are_ones_own(app, parts, client, saved):
    other = logged_in_client(app, parts, "restorer")
    assert other.get(saved["links"]["self"]).status_code == 404
    assert other.get("/api/v1/searches").get_json()["items"] == []
    assert client.get("/api/v1/searches").get_json()["items"] == []
    refused = client.post("/api/v1/searches", json={"name": "x", "query": "q=a"})
    assert refused.status_code in {401, 403}
    opened = client.get(f"/vi/searches/{saved['id']}", headers={"Accept": "text/html"})
    assert opened.status_code == 303
    assert opened.location.endswith(f"/vi/login?next=/vi/searches/{saved['id']}")


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"name": "Bình", "query": "q=a"}, 409),
        ({"name": "  ", "query": "q=a"}, 422),
        ({"name": "x" * 121, "query": "q=a"}, 422),
        ({"name": "y", "query": "colour=red"}, 422),
        ({"name": "y", "query": "bbox=1,2"}, 422),
        ({"name": "y"}, 422),
    ],
)
def test_what_can_not_be_kept_is_refused(curator_client, saved, order, status):
    assert curator_client.post("/api/v1/searches", json=order).status_code == status


def test_the_page_keeps_lists_renames_and_deletes(curator_client, add_artifact):
    add_artifact("B.1", title_vi="Bình men lam", materials=["gốm"])
    token = curator_client.csrf_token
    page = curator_client.get("/vi/search?q=binh&material=gốm").text
    assert "Lưu lượt tìm này" in page
    form = {"csrf_token": token, "name": "Bình gốm", "q": "binh", "material": "gốm", "is_alert": "on"}
    kept = curator_client.post("/vi/searches/", data=form)
    assert kept.status_code == 303
    assert "Đã lưu lượt tìm" in curator_client.get(kept.location).text
    listed = curator_client.get("/vi/searches/").text
    assert "“binh” · Chất liệu: gốm" in listed
    (ident,) = [row["id"] for row in curator_client.get("/api/v1/searches").get_json()["items"]]
    curator_client.post(f"/vi/searches/{ident}", data={"csrf_token": token, "name": "Khác"})
    assert "Khác" in curator_client.get("/vi/searches/").text
    curator_client.post(f"/vi/searches/{ident}", data={"csrf_token": token, "delete": "1"})
    assert "Chưa lưu lượt tìm nào" in curator_client.get("/vi/searches/").text


def test_who_is_not_logged_in_is_led_to_the_form(client):
    assert client.get("/vi/searches/").status_code == 303
    assert "save-name" not in client.get("/vi/search?q=a").text


def test_photographs_that_look_alike(client, add_artifact, add_photo):
    artifact = add_artifact("A1")
    first = add_photo(artifact, colour=90).id
    second = add_photo(add_artifact("A2"), name="ảnh khác.jpg", colour=96).id
    found = client.get(f"/api/v1/files/{first}/alike")
    assert found.status_code == 200, found.text
    assert [row["file"]["id"] for row in found.get_json()["items"]] == [str(second)]
    page = client.get(f"/vi/photos/{first}/alike").text
    assert f"/vi/photos/{second}" in page
    assert f"/vi/photos/{first}/alike" in client.get(f"/vi/photos/{first}").text
    assert client.get(f"/api/v1/files/{first}/alike?bits=40").status_code == 422
