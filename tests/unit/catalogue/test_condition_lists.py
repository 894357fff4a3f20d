"""Checks in one list, what is due and threatened, findings from comparisons, and the data of a report."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from catalogue.services.artifacts import register_artifact
from catalogue.services.check_drafts import (
    findings_of,
    is_unanswered,
    judge_damage,
    list_photos,
    open_check,
    region_to_damage,
    set_photos,
)
from catalogue.services.condition_lists import CheckFilter, count_overdue, find_checks, list_checkers
from catalogue.services.condition_report import condition_report
from catalogue.services.conditions import add_check, change_check_status
from catalogue.services.damages import add_damage, carry_over, list_damages
from catalogue.services.due_list import DueFilter, hazards_of, plan_checks
from catalogue.services.hazards import add_hazards, list_hazards, retire_hazard, zones_at
from catalogue.services.locations import add_location
from catalogue.services.sites import register_site
from catalogue.services.treatment_lists import (
    Stand,
    TreatmentFilter,
    find_treatments,
    list_open_damages,
    set_treated,
    stand_of,
)
from catalogue.services.treatments import add_treatment, finish_treatment, list_treated
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import DamageChange, Grade
from catalogue.vocab.terms import Status
from tests.cataloguing import ADMIN, PUBLIC, STAFF, stored_file
from tests.comparing import dated_scan, make_report, measured, region

TODAY = day_of(now_utc())
SQUARE = [[107.5, 16.4], [107.6, 16.4], [107.6, 16.5], [107.5, 16.5], [107.5, 16.4]]
HOLE = [[107.54, 16.44], [107.56, 16.44], [107.56, 16.46], [107.54, 16.46], [107.54, 16.44]]


@pytest.fixture
def site(session):
    return register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu", "latitude": 16.42, "longitude": 107.52})


@pytest.fixture
def urn(session, site):
    values = {"accession_number": "CD.1", "title_vi": "Cao Đỉnh", "site_id": site.id}
    return register_artifact(session, STAFF, values)


def check(session, record, day="2024-03-01", **more):
    return add_check(session, STAFF, record, {"grade": "fair", "checked_on": day, **more})


def crack(session, number, **more):
    return add_damage(session, STAFF, number, {"type_text": "nứt", "severity": "minor", **more})


def numbers(session, **wish):
    return [row.number for row in find_checks(session, STAFF, CheckFilter(**wish)).items]


def test_checks_are_narrowed_by_everything_that_people_ask_for(session, urn, site):
    first = check(session, urn, "2023-01-05", checker="Trần B", next_check_on="2023-06-01")
    second = check(session, site, "2024-01-05", grade="poor", checker="Lê C")
    gone = check(session, urn, "2022-01-05")
    change_check_status(session, STAFF, gone.number, Status.WITHDRAWN)
    assert numbers(session) == [second.number, first.number]
    assert numbers(session, grade=Grade.POOR) == [second.number]
    assert numbers(session, checker="trần") == [first.number]
    assert numbers(session, place_id=site.id) == [second.number, first.number]
    assert numbers(session, site_id=site.id) == [second.number]
    assert numbers(session, is_overdue=True) == [first.number]
    assert numbers(session, status=Status.WITHDRAWN) == [gone.number]
    assert list_checkers(session, STAFF) == sorted({"Trần B", "Lê C", "Lê Thị Hoa"})
    assert count_overdue(session, STAFF) == 1
    with pytest.raises(ForbiddenError):
        find_checks(session, PUBLIC, CheckFilter())


def test_a_page_goes_on_where_the_one_before_ended(session, urn):
    made = [check(session, urn, f"2024-03-0{day}").number for day in (1, 1, 2, 3)]
    first = find_checks(session, STAFF, CheckFilter(), limit=3)
    second = find_checks(session, STAFF, CheckFilter(), cursor=first.next, limit=3)
    assert [row.number for row in (*first.items, *second.items)] == sorted(made, reverse=True)
    assert (first.total, second.next) == (4, None)
    for cursor in ("xx", first.next[:-4] + "AAAA"):
        with pytest.raises(ValidationError):
            find_checks(session, STAFF, CheckFilter(), cursor=cursor)


def test_a_draft_without_a_next_day_leaves_the_earlier_one_standing(session, urn):
    check(session, urn, next_check_on="2024-09-01")
    draft = open_check(session, STAFF, urn)
    assert draft.number == "KT.2024.0001"
    change_check_status(session, STAFF, draft.number, Status.PUBLISHED)
    made = open_check(session, STAFF, urn)
    assert (made.number, made.grade) == (f"KT.{TODAY.year}.0001", Grade.FAIR)
    assert urn.next_check_on == dt.date(2024, 9, 1)
    change_check_status(session, STAFF, made.number, Status.PUBLISHED)
    assert urn.next_check_on is None


def test_what_is_due_is_listed_with_place_and_hazard(session, urn, site):
    store = add_location(session, STAFF, {"code": "K1", "kind": "building", "title_vi": "Kho 1", "site_id": site.id})
    urn.location_id = store.id
    check(session, urn, next_check_on="2024-06-01")
    dry = register_site(session, STAFF, {"code": "VC", "title_vi": "Vọng Cảnh", "latitude": 16.6, "longitude": 107.5})
    check(session, dry, next_check_on="2024-05-01", grade="poor")
    add_hazards(session, STAFF, {"kind": "flood", "title": "Lụt 2020"}, {"type": "Polygon", "coordinates": [SQUARE]})
    rows = plan_checks(session, STAFF, TODAY)
    assert [(row.number, bool(row.hazards)) for row in rows] == [("VC", False), ("CD.1", True)]
    assert (rows[1].site, rows[1].location) == (site, store)
    assert [row.number for row in plan_checks(session, STAFF, TODAY, order="place")] == ["CD.1", "VC"]
    assert [row.number for row in plan_checks(session, STAFF, TODAY, order="number")] == ["CD.1", "VC"]
    assert [row.number for row in plan_checks(session, STAFF, TODAY, order="grade")] == ["VC", "CD.1"]
    for only in (DueFilter(site_id=site.id), DueFilter(location=store), DueFilter(in_hazard=True)):
        assert [row.number for row in plan_checks(session, STAFF, TODAY, only)] == ["CD.1"]
    assert [zone.title for zone in hazards_of(session, STAFF, urn)] == ["Lụt 2020"]
    assert plan_checks(session, STAFF, dt.date(2024, 1, 1)) == []


def test_zones_come_from_geojson_with_names_and_holes(session):
    feature = {
        "type": "Feature",
        "properties": {"name": "Bờ sông"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE]]},
    }
    empty = {"type": "Feature", "properties": None, "geometry": None}
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [107.5, 16.4]}}
    document = {"type": "FeatureCollection", "features": [feature, empty, point]}
    (zone,) = add_hazards(session, STAFF, {"kind": "flood", "title": "Lụt"}, document)
    assert zone.title == "Lụt: Bờ sông"
    assert (zone.west, zone.south, zone.east, zone.north) == (107.5, 16.4, 107.6, 16.5)
    found = [bool(zones_at([zone], lat, lon)) for lat, lon in ((16.41, 107.51), (16.45, 107.55), (16.45, 107.7))]
    assert found == [True, False, False]
    assert zones_at([zone], None, 107.5) == ()
    retire_hazard(session, STAFF, zone.id)
    assert list_hazards(session, STAFF) == []
    with pytest.raises(NotFoundError):
        retire_hazard(session, STAFF, uuid4())


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "malformed"),
        ({"type": "Point", "coordinates": [1, 2]}, "required"),
        ({"type": "FeatureCollection", "features": {}}, "malformed"),
        ({"type": "Polygon", "coordinates": []}, "malformed"),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "malformed"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:4], "x"]]}, "malformed"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:4], [True, 1]]]}, "malformed"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:4], [float("nan"), 1]]]}, "malformed"),
        (
            {"type": "Polygon", "coordinates": [[[800000, 16], [800001, 16], [800001, 17], [800000, 16]]]},
            "out_of_range",
        ),
        ({"type": "Polygon", "coordinates": [SQUARE * 50_000]}, "too_long"),
    ],
)
def test_unfit_geojson_is_refused(session, document, code):
    with pytest.raises(ValidationError) as refused:
        add_hazards(session, STAFF, {"kind": "flood", "title": "Lụt"}, document)
    assert refused.value.fields == {"geojson": code}
    assert list_hazards(session, STAFF) == []


def compared(session, urn, *places):
    count = len(places)
    scans = [dated_scan(session, urn, f"{year}-{count}.ply", f"{year}-05-04") for year in (2019, 2025)]
    return measured(session, STAFF, scans[0].id, scans[1].id, make_report(*places))


def regions_of(session, comparison):
    from sqlalchemy import select

    from catalogue.records import ComparisonRegion

    query = select(ComparisonRegion).where(ComparisonRegion.comparison_id == comparison.id)
    return list(session.scalars(query.order_by(ComparisonRegion.number)))


def test_a_changed_place_becomes_a_finding_of_the_open_check_once(session, urn):
    comparison = compared(session, urn, region(1, -1.24), region(2, 0.4))
    first, second = regions_of(session, comparison)
    damage = region_to_damage(session, STAFF, comparison, first.id)
    assert region_to_damage(session, STAFF, comparison, first.id) is damage
    other = region_to_damage(session, STAFF, comparison, second.id)
    assert (damage.check_id, damage.number, other.number) == (other.check_id, 1, 2)
    assert set(findings_of(session, STAFF, comparison)) == {first.id, second.id}
    with pytest.raises(NotFoundError):
        region_to_damage(session, STAFF, comparison, uuid4())


def test_a_place_seen_before_goes_on_from_the_carried_finding(session, urn):
    comparison = compared(session, urn, region(1, -1.0))
    (place,) = regions_of(session, comparison)
    first = check(session, urn)
    crack(session, first.number).region_id = place.id
    second = check(session, urn, "2025-03-01")
    (carried,) = carry_over(session, STAFF, second.number)
    later = compared(session, urn, region(1, -1.5), region(2, -0.5))
    followed = regions_of(session, later)[0]
    followed.earlier_region_id = place.id
    session.flush()
    damage = region_to_damage(session, STAFF, later, followed.id)
    assert damage is carried
    assert (damage.change, damage.depth_mm, damage.type_text) == (DamageChange.WORSE, 1.5, "nứt")
    assert [row.number for row in list_damages(session, second)] == [1]


def test_a_carried_finding_waits_until_somebody_answers(session, urn):
    first = check(session, urn)
    crack(session, first.number)
    second = check(session, urn, "2025-03-01")
    (carried,) = carry_over(session, STAFF, second.number)
    assert is_unanswered(carried)
    judge_damage(session, STAFF, carried.id, "stable", expected_version=1)
    assert not is_unanswered(carried)
    with pytest.raises(ValidationError):
        judge_damage(session, STAFF, carried.id, "splendid", expected_version=None)


def test_photographs_of_a_check_are_those_of_its_record(session, urn, site):
    made = check(session, urn)
    photo = stored_file(session, urn.id, "chân.jpg")
    other = register_artifact(session, STAFF, {"accession_number": "CD.2", "title_vi": "Nhân Đỉnh"})
    foreign = stored_file(session, other.id, "khác.jpg")
    set_photos(session, STAFF, made.number, [photo.id, photo.id])
    assert list_photos(session, STAFF, made) == [photo]
    for wrong in (foreign.id, uuid4()):
        with pytest.raises(ValidationError):
            set_photos(session, STAFF, made.number, [wrong])
    set_photos(session, STAFF, made.number, [])
    assert list_photos(session, STAFF, made) == []
    change_check_status(session, STAFF, made.number, Status.PUBLISHED)
    with pytest.raises(ConflictError):
        set_photos(session, STAFF, made.number, [photo.id])


def test_the_report_knows_pins_pictures_chain_and_treatment(session, urn):
    first = check(session, urn)
    old = crack(session, first.number)
    treatment = add_treatment(session, ADMIN, urn, {"purpose": "Gia cố", "begun_on": "2024-05-02"})
    set_treated(session, ADMIN, treatment.number, [old.id])
    second = check(session, urn, "2025-03-01")
    photo = stored_file(session, urn.id, "chân.jpg")
    spare = stored_file(session, urn.id, "đáy.jpg")
    set_photos(session, STAFF, second.number, [spare.id])
    carry_over(session, STAFF, second.number)
    crack(session, second.number, file_id=photo.id, photo_x=0.25, photo_y=0.5, x_mm=1, y_mm=2, z_mm=3)
    report = condition_report(session, STAFF, second.number)
    assert [finding.name("en") for finding in report.findings] == ["nứt", "nứt"]
    assert (report.findings[0].before, report.findings[0].treatments) == (old, (treatment,))
    assert [(one.file.name, len(one.findings)) for one in report.photos] == [("chân.jpg", 1), ("đáy.jpg", 0)]
    assert [one.is_on_surface for one in report.findings] == [False, True]
    assert report.earlier == (first,)
    assert (report.record, report.scene, report.hazards) == (urn, None, ())
    with pytest.raises(ForbiddenError):
        condition_report(session, PUBLIC, second.number)
    with pytest.raises(NotFoundError):
        condition_report(session, STAFF, "KT.1999.0001")


def test_treatments_are_proposed_begun_and_finished(session, urn):
    later = add_treatment(session, ADMIN, urn, {"purpose": "B", "begun_on": TODAY + dt.timedelta(days=9)})
    now = add_treatment(session, ADMIN, urn, {"purpose": "A", "begun_on": "2024-05-02"})
    assert [stand_of(later), stand_of(now)] == [Stand.PROPOSED, Stand.BEGUN]
    with pytest.raises(ValidationError) as refused:
        finish_treatment(session, ADMIN, now.number, {}, expected_version=None)
    assert refused.value.fields == {"result": "required"}
    finish_treatment(session, ADMIN, now.number, {"result": "Sạch", "ended_on": "2024-05-09"}, expected_version=1)
    assert (stand_of(now), now.status) == (Stand.FINISHED, Status.REVIEW)
    with pytest.raises(ValidationError):
        finish_treatment(session, ADMIN, later.number, {"result": "x"}, expected_version=None)
    for stand, wanted in ((Stand.FINISHED, now), (Stand.PROPOSED, later)):
        assert find_treatments(session, STAFF, TreatmentFilter(stand=stand)).items == [wanted]
    page = find_treatments(session, STAFF, TreatmentFilter(artifact_id=urn.id), limit=1)
    following = find_treatments(session, STAFF, TreatmentFilter(), cursor=page.next, limit=1)
    assert (page.items, following.items) == ([later], [now])


def test_a_treatment_answers_what_is_still_open(session, urn):
    first = check(session, urn)
    old = crack(session, first.number)
    second = check(session, urn, "2025-03-01")
    (carried,) = carry_over(session, STAFF, second.number)
    assert list_open_damages(session, STAFF, urn) == [carried]
    treatment = add_treatment(session, ADMIN, urn, {"purpose": "A", "begun_on": "2024-05-02"})
    set_treated(session, ADMIN, treatment.number, [old.id, carried.id])
    set_treated(session, ADMIN, treatment.number, [carried.id])
    assert list_treated(session, STAFF, treatment) == [carried]
    set_treated(session, ADMIN, treatment.number, [])
    assert list_treated(session, STAFF, treatment) == []
