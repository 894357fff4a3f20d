from __future__ import annotations

import pytest


@pytest.fixture
def photo(add_artifact, add_photo):
    return add_photo(add_artifact("A1"))


def _copies(client, photo) -> dict[str, dict]:
    items = client.get(f"/api/v1/derivatives?file={photo.id}").get_json()["items"]
    return {item["usage"]: item for item in items}


def test_a_published_derivative_is_public_and_immutable(client, photo):
    copy = _copies(client, photo)["thumbnail"]
    answer = client.get(copy["links"]["content"])
    assert answer.status_code == 200
    assert len(answer.data) == copy["bytes"]
    assert answer.headers["ETag"] == f'"{copy["sha256"]}"'
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype == copy["media_type"]
    again = client.get(copy["links"]["content"], headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_ranges_give_exactly_those_bytes(client, photo):
    address = _copies(client, photo)["thumbnail"]["links"]["content"]
    whole = client.get(address).data
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert client.get(address, headers={"Range": "bytes=-5"}).data == whole[-5:]
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_every_bytes_route_hides_drafts(client, member_client, conservator_client, photo, hide_artifact):
    copy = _copies(client, photo)["thumbnail"]["links"]["content"]
    routes = [
        copy,
        f"/api/v1/files/{photo.id}",
        f"/api/v1/files/{photo.id}/content",
        f"/iiif/3/{photo.id}/info.json",
        f"/iiif/2/{photo.id}/info.json",
        f"/iiif/3/{photo.id}/full/max/0/default.jpg",
    ]
    hide_artifact("A1")
    for route in routes:
        for reader in (client, member_client):
            answer = reader.get(route)
            assert answer.status_code == 404, route
            assert photo.sha256 not in answer.text
        seen = conservator_client.get(route)
        assert seen.status_code == 200, route
        assert "public" not in seen.headers["Cache-Control"], route
        assert "Access-Control-Allow-Origin" not in seen.headers, route


def test_masters_are_for_staff_unless_licensed(client, conservator_client, photo):
    address = f"/api/v1/files/{photo.id}/content"
    refused = client.get(address)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "master_closed")
    given = conservator_client.get(address)
    assert (given.status_code, len(given.data)) == (200, photo.bytes)
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "%E1%BA%A3nh" in given.headers["Content-Disposition"]
    tag = conservator_client.get(f"/api/v1/files/{photo.id}").headers["ETag"]
    conservator_client.patch(f"/api/v1/files/{photo.id}", json={"licence": "CC BY 4.0"}, headers={"If-Match": tag})
    assert client.get(address).status_code == 200


def test_what_was_read_from_a_file_is_for_staff(client, conservator_client, photo):
    assert client.get(f"/api/v1/files/{photo.id}").get_json()["details"] is None
    assert conservator_client.get(f"/api/v1/files/{photo.id}").get_json()["details"]["phash"]


def test_files_of_an_artifact(client, photo):
    listed = client.get("/api/v1/files?artifact=A1").get_json()
    assert [item["sha256"] for item in listed["items"]] == [photo.sha256]
    assert client.get("/api/v1/artifacts/A1").get_json()["links"]["thumbnail"].startswith("http://localhost/d/")


def test_the_picture_service_gives_information_and_pixels(client, photo):
    info = client.get(f"/iiif/3/{photo.id}/info.json")
    assert info.content_type.startswith("application/ld+json")
    body = info.get_json()
    assert (body["width"], body["height"], body["id"]) == (600, 400, f"http://localhost/iiif/3/{photo.id}")
    tile = client.get(f"/iiif/3/{photo.id}/0,0,256,256/256,256/0/default.jpg")
    assert (tile.status_code, tile.mimetype, tile.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert tile.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/iiif/3/{photo.id}").status_code == 303


@pytest.mark.parametrize("wish", ["9999,0,1,1/max/0/default.jpg", "full/0,/0/default.jpg", "full/max/7/default.jpg"])
def test_pictures_that_the_standard_forbids_are_refused(client, photo, wish):
    assert client.get(f"/iiif/3/{photo.id}/{wish}").status_code == 400


@pytest.mark.parametrize("digest", ["0" * 64, "zz", "..%2F..%2Fsecret"])
def test_an_unknown_digest_is_not_found(client, digest):
    assert client.get(f"/d/{digest}/thumb.webp").status_code == 404
