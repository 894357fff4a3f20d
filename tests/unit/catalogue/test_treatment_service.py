"""Treatments: numbered, dated, tied to damage and to pictures before and after; settled once published."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.services.artifacts import register_artifact
from catalogue.services.conditions import add_check
from catalogue.services.damages import add_damage
from catalogue.services.sites import register_site
from catalogue.services.treatments import (
    add_treatment,
    change_treatment_status,
    list_stages,
    list_treated,
    list_treatments,
    read_treatment,
    show_file,
    treat_damage,
    update_treatment,
)
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status
from tests.cataloguing import ADMIN, PUBLIC, STAFF, stored_file
from tests.comparing import dated_scan, measured

RESTORER = Identity(Role.RESTORER, name="Phạm Văn Đức")


@pytest.fixture
def urn(session):
    return register_artifact(session, STAFF, {"accession_number": "CD.1", "title_vi": "Cao Đỉnh"})


@pytest.fixture
def other(session):
    return register_artifact(session, STAFF, {"accession_number": "CD.2", "title_vi": "Nhân Đỉnh"})


@pytest.fixture
def cleaning(session, urn):
    return add_treatment(session, RESTORER, urn, {"purpose": "Làm sạch gỉ", "begun_on": "2024-05-02"})


def test_a_treatment_has_the_years_next_number(session, urn, cleaning):
    second = add_treatment(session, RESTORER, urn, {"purpose": "Gia cố", "begun_on": "2024-06-01"})
    assert (cleaning.number, second.number) == ("BQ.2024.0001", "BQ.2024.0002")
    assert cleaning.conservator == "Phạm Văn Đức"
    assert list_treatments(session, STAFF, urn) == [second, cleaning]


def test_a_site_is_treated_too(session, urn, cleaning):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    roof = add_treatment(session, RESTORER, site, {"purpose": "Lợp lại mái", "begun_on": "2023-01-05"})
    assert list_treatments(session, STAFF, site) == [roof]
    assert list_treatments(session, STAFF, urn) == [cleaning]


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"purpose": " "}, {"purpose": "required"}),
        ({"begun_on": "30/02/2024"}, {"begun_on": "not_a_date"}),
        ({"ended_on": day_of(now_utc()) + dt.timedelta(days=1)}, {"ended_on": "in_future"}),
        ({"ended_on": "2024-01-01"}, {"ended_on": "out_of_range"}),
        ({"check_before_id": str(uuid4())}, {"check_before_id": "not_found"}),
        ({"comparison_id": str(uuid4())}, {"comparison_id": "not_found"}),
        ({"action_id": str(uuid4())}, {"action_id": "not_found"}),
    ],
)
def test_unfit_treatments_are_refused_and_nothing_is_kept(session, urn, values, faults):
    with pytest.raises(ValidationError) as refused:
        add_treatment(session, RESTORER, urn, {"purpose": "Làm sạch", "begun_on": "2024-05-02", **values})
    assert refused.value.fields == faults
    assert list_treatments(session, STAFF, urn) == []


def test_checks_and_comparisons_of_another_object_are_refused(session, urn, other, cleaning):
    check = add_check(session, STAFF, other, {"grade": "good"})
    scans = [dated_scan(session, other, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
    comparison = measured(session, STAFF, scans[0].id, scans[1].id)
    for values in ({"check_after_id": check.id}, {"comparison_id": comparison.id}):
        with pytest.raises(ValidationError) as refused:
            update_treatment(session, RESTORER, cleaning.number, values, expected_version=None)
        assert refused.value.fields == dict.fromkeys(values, "not_found")


def test_pictures_stand_before_during_and_after(session, urn, other, cleaning):
    first, second = stored_file(session, urn.id, "a.jpg"), stored_file(session, urn.id, "b.jpg")
    show_file(session, RESTORER, cleaning.number, first.id, "before")
    show_file(session, RESTORER, cleaning.number, second.id, "during")
    show_file(session, RESTORER, cleaning.number, second.id, "after")
    assert list_stages(session, STAFF, cleaning) == {"before": [first], "during": [], "after": [second]}
    with pytest.raises(ValidationError):
        show_file(session, RESTORER, cleaning.number, first.id, "sometime")
    with pytest.raises(ValidationError):
        show_file(session, RESTORER, cleaning.number, stored_file(session, other.id, "c.jpg").id, "after")


def test_damage_of_the_same_object_is_dealt_with_once(session, urn, other, cleaning):
    check, foreign = (add_check(session, STAFF, record, {"grade": "fair"}) for record in (urn, other))
    rust = add_damage(session, STAFF, check.number, {"type_text": "gỉ", "severity": "minor"})
    alien = add_damage(session, STAFF, foreign.number, {"type_text": "gỉ", "severity": "minor"})
    for _ in range(2):
        treat_damage(session, RESTORER, cleaning.number, rust.id)
    assert list_treated(session, STAFF, cleaning) == [rust]
    for ident in (alien.id, uuid4()):
        with pytest.raises(ValidationError):
            treat_damage(session, RESTORER, cleaning.number, ident)


def test_a_published_treatment_is_history(session, urn, cleaning):
    photo = stored_file(session, urn.id, "a.jpg")
    change_treatment_status(session, RESTORER, cleaning.number, Status.REVIEW)
    with pytest.raises(ForbiddenError):
        change_treatment_status(session, RESTORER, cleaning.number, Status.PUBLISHED)
    change_treatment_status(session, STAFF, cleaning.number, Status.PUBLISHED)
    for act in (
        lambda: update_treatment(session, RESTORER, cleaning.number, {"result": "x"}, expected_version=None),
        lambda: show_file(session, RESTORER, cleaning.number, photo.id, "after"),
        lambda: treat_damage(session, RESTORER, cleaning.number, uuid4()),
    ):
        with pytest.raises(ConflictError) as settled:
            act()
        assert settled.value.code == "treatment_settled"


def test_treatments_are_for_staff_and_versions_are_kept(session, urn, cleaning):
    with pytest.raises(ForbiddenError):
        read_treatment(session, PUBLIC, cleaning.number)
    with pytest.raises(ForbiddenError):
        add_treatment(session, STAFF, urn, {"purpose": "Làm sạch", "begun_on": "2024-05-02"})
    with pytest.raises(StaleError):
        update_treatment(session, ADMIN, cleaning.number, {"result": "sạch"}, expected_version=4)
    with pytest.raises(NotFoundError):
        read_treatment(session, STAFF, "BQ.1999.0001")
    assert update_treatment(session, ADMIN, cleaning.number, {"result": "sạch"}, expected_version=1).result == "sạch"
