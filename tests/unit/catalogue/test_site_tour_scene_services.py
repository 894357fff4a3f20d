from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.records import Audit
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import change_artifact_status
from catalogue.services.derivatives import NewDerivative, add_derivative
from catalogue.services.models import add_model
from catalogue.services.scenes import (
    ensure_scene,
    free_slug,
    list_scenes,
    place_models,
    read_scene,
    read_scene_parts,
    update_scene,
    withdraw_scene,
)
from catalogue.services.sites import change_site_status, list_sites, read_site, register_site, update_site
from catalogue.services.tours import change_tour_status, list_stops, list_tours, make_tour, read_tour, update_tour
from catalogue.vocab.terms import SiteRank, Status, Usage
from tests.cataloguing import PUBLIC, STAFF, published_artifact, scanned, sha


def site_of(session, code="TM", **values):
    return register_site(session, STAFF, {"code": code, "title_vi": "Thế Miếu", **values})


def test_a_site_is_registered_changed_and_published(session):
    site_of(session, rank="special_national", latitude="16,4698", longitude=107.5759)
    site = update_site(session, STAFF, "TM", {"title_en": "The Mieu Temple"}, expected_version=1)
    assert (site.rank, site.latitude, site.version) == (SiteRank.SPECIAL_NATIONAL, 16.4698, 2)
    with pytest.raises(NotFoundError) as caught:
        read_site(session, PUBLIC, "TM")
    assert (caught.value.code, caught.value.values) == ("site_not_found", {"site": "TM"})
    change_site_status(session, STAFF, "TM", Status.PUBLISHED, expected_version=2)
    assert read_site(session, PUBLIC, "TM").published_at is not None
    change_site_status(session, STAFF, "TM", Status.WITHDRAWN)
    assert list_sites(session, STAFF).items == []


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"latitude": 90.01}, {"latitude": "out_of_range"}),
        ({"longitude": -181}, {"longitude": "out_of_range"}),
        ({"code": "///"}, {"code": "malformed"}),
        ({"parent_id": str(uuid4())}, {"parent_id": "not_found"}),
        ({"kind": "castle"}, {"kind": "not_in_list"}),
        ({"decision_date": "hôm nay"}, {"decision_date": "not_a_date"}),
    ],
)
def test_a_site_field_that_breaks_a_rule_is_named(session, values, faults):
    with pytest.raises(ValidationError) as caught:
        site_of(session, **values)
    assert caught.value.fields == faults


def test_site_codes_are_given_once_and_stale_saves_refused(session):
    site_of(session)
    with pytest.raises(ConflictError) as caught:
        site_of(session)
    assert caught.value.code == "site_taken"
    update_site(session, STAFF, "TM", {"address": "Đại Nội"}, expected_version=1)
    with pytest.raises(StaleError):
        update_site(session, STAFF, "TM", {"address": "Huế"}, expected_version=1)


def test_a_site_is_never_inside_itself(session):
    outer = site_of(session, "A")
    inner = site_of(session, "B", parent_id=outer.id)
    assert [s.code for s in list_sites(session, STAFF, parent_id=outer.id).items] == ["B"]
    for parent in (inner, outer):
        with pytest.raises(ValidationError) as caught:
            update_site(session, STAFF, "A", {"parent_id": parent.id}, expected_version=None)
        assert caught.value.fields == {"parent_id": "not_found"}
    session.flush()
    assert outer.parent_id is None


def test_renaming_a_site_renames_it_in_its_artifacts_search_rows(session):
    site = site_of(session)
    published_artifact(session, "BT.1", site_id=site.id)
    update_site(session, STAFF, "TM", {"title_vi": "Hưng Miếu"}, expected_version=None)
    assert [h.number for h in search(session, PUBLIC, SearchQuery("hung mieu")).hits] == ["BT.1"]
    assert search(session, STAFF, SearchQuery("the mieu", {"kind": ["artifact"]})).hits != []  # its own location text


def shown(session, number="BT.1"):
    artifact = published_artifact(session, number)
    scan, model = scanned(session, artifact, f"{number}.ply")
    return artifact, scan, model


def test_a_scene_is_made_once_for_an_artifact(session):
    artifact, scan, model = shown(session)
    scene = ensure_scene(session, STAFF, model.id, spawn={"position": [0, 0, 2]}, floor={"y": 0})
    audits = session.scalar(select(func.count(Audit.id)))
    assert ensure_scene(session, STAFF, model.id).id == scene.id
    assert session.scalar(select(func.count(Audit.id))) == audits
    assert (scene.slug, scene.title_vi, scene.artifact_id) == ("bt-1", artifact.title_vi, artifact.id)
    add_derivative(session, STAFF, NewDerivative(Usage.PHONE, "model/gltf-binary", sha("p"), 5, "k", model_id=model.id))
    parts = read_scene_parts(session, PUBLIC, "bt-1")
    assert parts.artifact is artifact
    assert [[d.usage for d in m.derivatives] for m in parts.models] == [[Usage.PHONE]]
    newer = add_model(session, STAFF, scan_id=scan.id, report={}, vr_ready=True)
    assert ensure_scene(session, STAFF, newer.id).id == scene.id
    assert [m.model.id for m in read_scene_parts(session, PUBLIC, "bt-1").models] == [newer.id]


def test_a_second_scan_stands_beside_the_first(session):
    artifact, _, model = shown(session)
    _, other = scanned(session, artifact, "other.ply")
    scene = ensure_scene(session, STAFF, model.id)
    ensure_scene(session, STAFF, other.id)
    assert [m.model.id for m in read_scene_parts(session, PUBLIC, scene.slug).models] == [model.id, other.id]
    move = {"matrix": [1.0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 0, 0, 1]}
    place_models(session, STAFF, scene.slug, [(other.id, move), (model.id, {})])
    placed = read_scene_parts(session, PUBLIC, scene.slug).models
    assert [(m.model.id, m.placement) for m in placed] == [(other.id, move), (model.id, {})]
    with pytest.raises(NotFoundError):
        place_models(session, STAFF, scene.slug, [(uuid4(), {})])


def test_a_scene_is_seen_by_who_sees_its_artifact(session):
    _, _, model = shown(session)
    scene = ensure_scene(session, STAFF, model.id)
    assert list_scenes(session, PUBLIC).total == 1
    change_artifact_status(session, STAFF, "BT.1", Status.DRAFT)
    with pytest.raises(NotFoundError) as caught:
        read_scene(session, PUBLIC, scene.slug)
    assert caught.value.code == "scene_not_found"
    assert list_scenes(session, PUBLIC).items == []
    assert read_scene(session, STAFF, scene.slug) is scene


def test_scenes_are_changed_and_withdrawn(session):
    artifact, _, model = shown(session)
    scene = ensure_scene(session, STAFF, model.id)
    update_scene(session, STAFF, scene.slug, {"title_vi": "Đỉnh nhìn gần"}, expected_version=1)
    with pytest.raises(StaleError):
        update_scene(session, STAFF, scene.slug, {"title_vi": "Khác"}, expected_version=1)
    withdraw_scene(session, STAFF, scene.slug, expected_version=2)
    with pytest.raises(NotFoundError):
        read_scene(session, PUBLIC, scene.slug)
    assert list_scenes(session, STAFF, artifact_id=artifact.id).items == []
    with pytest.raises(NotFoundError):
        ensure_scene(session, STAFF, uuid4())


def test_slugs_are_plain_and_free(session):
    assert free_slug(session, "Điện Thái Hòa, số 1/G.45") == "dien-thai-hoa-so-1-g-45"
    assert free_slug(session, "鼎") == "scene"
    _, _, model = shown(session)
    ensure_scene(session, STAFF, model.id)
    assert free_slug(session, "BT.1") == "bt-1-2"


def stops_of(session):
    site = site_of(session)
    change_site_status(session, STAFF, "TM", Status.PUBLISHED)
    artifact, _, model = shown(session)
    scene = ensure_scene(session, STAFF, model.id)
    return [
        {"title_vi": "Vào sân", "site_id": site.id},
        {"title_vi": "Cao Đỉnh", "artifact_id": str(artifact.id), "text_vi": "Đỉnh lớn nhất"},
        {"title_vi": "Nhìn gần", "scene_id": scene.id, "camera": {"position": [0, 1, 2]}},
    ]


def test_a_tour_has_ordered_stops_and_is_published(session):
    tour = make_tour(session, STAFF, {"slug": "cuu-dinh", "title_vi": "Quanh Cửu Đỉnh"}, stops_of(session))
    with pytest.raises(NotFoundError):
        read_tour(session, PUBLIC, "cuu-dinh")
    change_tour_status(session, STAFF, "cuu-dinh", Status.PUBLISHED)
    stops = list_stops(session, PUBLIC, read_tour(session, PUBLIC, "cuu-dinh"))
    assert [s.stop.title_vi for s in stops] == ["Vào sân", "Cao Đỉnh", "Nhìn gần"]
    assert (stops[0].site.code, stops[1].artifact.accession_number, stops[2].scene.slug) == ("TM", "BT.1", "bt-1")
    assert list_tours(session, PUBLIC).items == [tour]
    change_artifact_status(session, STAFF, "BT.1", Status.DRAFT)
    assert [s.stop.title_vi for s in list_stops(session, PUBLIC, tour)] == ["Vào sân"]
    assert len(list_stops(session, STAFF, tour)) == 3


def test_new_stops_are_a_new_version(session):
    stops = stops_of(session)
    tour = make_tour(session, STAFF, {"slug": "t", "title_vi": "Tuyến"}, stops)
    update_tour(session, STAFF, "t", {}, stops=stops[::-1], expected_version=1)
    assert [s.stop.title_vi for s in list_stops(session, STAFF, tour)] == ["Nhìn gần", "Cao Đỉnh", "Vào sân"]
    assert tour.version == 2
    with pytest.raises(StaleError):
        update_tour(session, STAFF, "t", {"title_vi": "Khác"}, expected_version=1)


@pytest.mark.parametrize(
    ("stop", "fault"),
    [
        ({"title_vi": "A"}, {"stops.0.scene_id": "one_target"}),
        ({"title_vi": "A", "site_id": uuid4(), "scene_id": uuid4()}, {"stops.0.scene_id": "one_target"}),
        ({"title_vi": "A", "site_id": uuid4()}, {"stops.0.site_id": "not_found"}),
        ({"site_id": uuid4()}, {"stops.0.title_vi": "required"}),
        ({"title_vi": "A", "place": 1}, {"stops.0.place": "unknown_field"}),
    ],
)
def test_a_stop_leads_to_exactly_one_existing_record(session, stop, fault):
    with pytest.raises(ValidationError) as caught:
        make_tour(session, STAFF, {"slug": "t", "title_vi": "Tuyến"}, [stop])
    assert caught.value.fields == fault


def test_tours_need_a_plain_free_slug_and_stops(session):
    make_tour(session, STAFF, {"slug": "t", "title_vi": "Tuyến"})
    with pytest.raises(ConflictError) as caught:
        make_tour(session, STAFF, {"slug": "t", "title_vi": "Tuyến"})
    assert caught.value.code == "tour_taken"
    with pytest.raises(ValidationError):
        make_tour(session, STAFF, {"slug": "Tuyến 1", "title_vi": "Tuyến"})
    with pytest.raises(ValidationError) as empty:
        change_tour_status(session, STAFF, "t", Status.PUBLISHED)
    assert empty.value.fields == {"stops": "required_to_publish"}
    with pytest.raises(ForbiddenError):
        make_tour(session, Identity(Role.CONSERVATOR), {})
