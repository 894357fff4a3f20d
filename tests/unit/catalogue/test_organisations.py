"""Roles for one organisation's records: who writes, who sees drafts, who is refused; one museum stays as it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.policy import GRANTABLE, Action, Identity, Role, require_on
from catalogue.records import Audit
from catalogue.search.query import SearchQuery, search
from catalogue.services.accounts import add_account, set_home
from catalogue.services.artifacts import (
    change_artifact_status,
    list_artifacts,
    read_artifact,
    register_artifact,
    update_artifact,
)
from catalogue.services.condition_lists import count_overdue
from catalogue.services.conditions import list_checks, list_due
from catalogue.services.duplicates import Sought, find_twins
from catalogue.services.files import list_files, update_file
from catalogue.services.grants import grant_role, identity_of, list_grants, revoke_role
from catalogue.services.movement_lists import MovementFilter, find_movements
from catalogue.services.movements import list_movements, move_artifacts
from catalogue.services.organisations import (
    add_organisation,
    close_organisation,
    hand_over,
    list_organisations,
    update_organisation,
)
from catalogue.services.reviews import list_in_review
from catalogue.services.sites import register_site, update_site
from catalogue.vocab.terms import Status
from tests.cataloguing import ADMIN, COMPLETE, PUBLIC, STAFF, published_artifact, stored_file

A, B = uuid4(), uuid4()
TWO = Identity(Role.MEMBER, grants=frozenset({(A, Role.CONSERVATOR), (B, Role.READER)}))
HOME = Identity(Role.CURATOR, home_id=A)


@pytest.mark.parametrize(
    ("who", "action", "organisation", "is_allowed"),
    [
        (TWO, Action.WRITE_RECORDS, A, True),
        (TWO, Action.READ_DRAFTS, B, True),
        (TWO, Action.WRITE_RECORDS, B, False),
        (TWO, Action.READ_DRAFTS, None, False),
        (TWO, Action.WRITE_RECORDS, uuid4(), False),
        (HOME, Action.WRITE_RECORDS, A, True),
        (HOME, Action.WRITE_RECORDS, None, True),
        (HOME, Action.READ_DRAFTS, B, False),
        (ADMIN, Action.WRITE_RECORDS, B, True),
        (STAFF, Action.WRITE_RECORDS, None, True),
        (STAFF, Action.READ_DRAFTS, A, False),
        (PUBLIC, Action.READ_DRAFTS, None, False),
    ],
)
def test_the_matrix(who: Identity, action: Action, organisation: UUID | None, is_allowed: bool) -> None:
    assert who.may_on(action, organisation) is is_allowed


def test_a_granted_role_never_manages_accounts_or_vocabularies() -> None:
    granted = Identity(Role.MEMBER, grants=frozenset((A, role) for role in Role))
    assert granted.may(Action.WRITE_RECORDS)
    assert not granted.may(Action.MANAGE_ACCOUNTS)
    assert not granted.may(Action.MANAGE_VOCABULARIES)
    assert Role.ADMINISTRATOR not in GRANTABLE


def test_a_refusal_says_whether_it_is_the_role_or_the_organisation(session) -> None:
    for who, code in ((PUBLIC, "forbidden"), (TWO, "forbidden_organisation")):
        with pytest.raises(ForbiddenError) as caught:
            require_on(who, Action.WRITE_RECORDS, published_artifact(session, f"X.{code}"))
        assert caught.value.code == code


@pytest.fixture
def house(session):
    """Two organisations, a person who writes for the first and reads the second, one record of each and one of all."""
    first = add_organisation(session, ADMIN, {"code": "BT", "title_vi": "Bảo tàng"})
    second = add_organisation(session, ADMIN, {"code": "TT", "title_vi": "Trung tâm"})
    person = add_account(session, ADMIN, email="hai@example.org", role=Role.MEMBER, password_hash=None)
    grant_role(session, ADMIN, person.id, first.id, Role.CONSERVATOR)
    grant_role(session, ADMIN, person.id, second.id, Role.READER)
    for number, code in (("N.1", "BT"), ("H.1", "TT"), ("C.1", None)):
        artifact = register_artifact(session, ADMIN, {**COMPLETE, "accession_number": number})
        hand_over(session, ADMIN, artifact, code)
    return first, second, person


def test_drafts_are_seen_and_written_by_who_was_granted_so(session, house) -> None:
    first, second, person = house
    who = identity_of(session, person)
    own = Identity(Role.CURATOR, home_id=second.id)
    assert [one.accession_number for one in list_artifacts(session, who).items] == ["H.1", "N.1"]
    assert [one.accession_number for one in list_artifacts(session, own).items] == ["C.1", "H.1"]
    assert [one.accession_number for one in list_artifacts(session, STAFF).items] == ["C.1"]
    assert update_artifact(session, who, "N.1", {"maker": "Thợ"}, expected_version=None).maker == "Thợ"
    with pytest.raises(ForbiddenError) as caught:
        update_artifact(session, who, "H.1", {"maker": "Thợ"}, expected_version=None)
    assert caught.value.code == "forbidden_organisation"
    with pytest.raises(NotFoundError):
        read_artifact(session, STAFF, "N.1")
    assert {hit.number for hit in search(session, who, SearchQuery("dinh")).hits} == {"N.1", "H.1"}
    assert {hit.number for hit in search(session, STAFF, SearchQuery("dinh")).hits} == {"C.1"}
    assert register_artifact(session, who, {**COMPLETE, "accession_number": "N.2"}).organisation_id == first.id


def test_what_others_published_is_read_as_the_public_reads_it_and_written_by_no_service(session, house) -> None:
    second = house[1]
    artifact = read_artifact(session, ADMIN, "C.1")
    file = stored_file(session, artifact.id, "C.1.jpg")
    hand_over(session, ADMIN, artifact, "BT")
    change_artifact_status(session, ADMIN, "C.1", Status.PUBLISHED)
    other = Identity(Role.CURATOR, home_id=second.id)
    assert read_artifact(session, other, "C.1").location is None
    assert [one.id for one in list_files(session, other, artifact_id=file.artifact_id)] == [file.id]
    refused = (
        lambda: update_artifact(session, other, "C.1", {"maker": "x"}, expected_version=None),
        lambda: change_artifact_status(session, other, "C.1", Status.DRAFT),
        lambda: update_file(session, other, file.id, {"licence": "CC0"}, expected_version=None),
        lambda: move_artifacts(session, other, ["C.1"], {"to_text": "Kho", "reason": "inventory"}),
    )
    for attempt in refused:
        with session.begin_nested() as step:
            with pytest.raises(ForbiddenError) as caught:
                attempt()
            step.rollback()
        assert caught.value.code == "forbidden_organisation"


def test_one_museum_without_organisations_stays_as_it_was(session) -> None:
    artifact = register_artifact(session, STAFF, {**COMPLETE, "accession_number": "M.1"})
    site = register_site(session, STAFF, {"code": "M", "title_vi": "Miếu"})
    assert (artifact.organisation_id, site.organisation_id) == (None, None)
    update_site(session, replace(STAFF, role=Role.CONSERVATOR), "M", {"address": "Huế"}, expected_version=None)
    assert read_artifact(session, Identity(Role.READER), "M.1").location == COMPLETE["location"]


def test_grants_are_taken_back_audited_and_checked(session, house) -> None:
    first, _second, person = house
    grant, organisation = list_grants(session, ADMIN, person.id)[0]
    assert organisation.code == "BT"
    assert grant_role(session, ADMIN, person.id, first.id, Role.CONSERVATOR).id == grant.id
    revoke_role(session, ADMIN, grant.id)
    assert identity_of(session, person).organisations(Action.WRITE_RECORDS) == frozenset()
    audit = session.scalars(select(Audit).where(Audit.action == "revoke")).one()
    assert audit.changes == {"grants": [["BT: conservator", "TT: reader"], ["TT: reader"]]}
    with pytest.raises(NotFoundError):
        revoke_role(session, ADMIN, grant.id)
    for who in (PUBLIC, STAFF):
        with pytest.raises(ForbiddenError):
            grant_role(session, who, person.id, first.id, Role.READER)
    with pytest.raises(ValidationError) as caught:
        grant_role(session, ADMIN, person.id, uuid4(), Role.ADMINISTRATOR)
    assert caught.value.fields == {"role": "not_in_list", "organisation": "not_found"}


def test_organisations_are_renamed_closed_and_unique(session, house) -> None:
    first, _second, person = house
    with pytest.raises(ConflictError):
        add_organisation(session, ADMIN, {"code": "BT", "title_vi": "Khác"})
    with pytest.raises(ValidationError):
        add_organisation(session, ADMIN, {"code": "--", "title_vi": "Khác"})
    with pytest.raises(StaleError):
        update_organisation(session, ADMIN, "BT", {"title_vi": "x"}, expected_version=99)
    assert update_organisation(session, ADMIN, "BT", {"title_vi": "Bảo tàng Huế"}, expected_version=1).version == 2
    close_organisation(session, ADMIN, "BT")
    assert [one.code for one in list_organisations(session, ADMIN)] == ["TT"]
    with pytest.raises(ValidationError):
        set_home(session, ADMIN, person.id, first.id)
    with pytest.raises(ValidationError):
        hand_over(session, ADMIN, read_artifact(session, ADMIN, "C.1"), "BT")
    with pytest.raises(ForbiddenError):
        close_organisation(session, STAFF, "TT")


def test_the_lists_of_the_staff_leave_other_organisations_out(session, house) -> None:
    artifact = read_artifact(session, ADMIN, "C.1")
    move_artifacts(session, ADMIN, ["C.1"], {"to_text": "Kho", "reason": "inventory"})
    artifact.next_check_on = dt.date(2026, 1, 1)
    change_artifact_status(session, ADMIN, "C.1", Status.REVIEW)
    lists = (
        lambda who: list_in_review(session, who),
        lambda who: find_movements(session, who, MovementFilter()).items,
        lambda who: list_due(session, who, dt.date(2026, 2, 1)),
        lambda who: [None] * count_overdue(session, who),
        lambda who: find_twins(session, who, Sought(number="C.1")),
    )
    assert [len(one(STAFF)) for one in lists] == [1, 1, 1, 1, 1]
    hand_over(session, ADMIN, artifact, "BT")
    assert [len(one(STAFF)) for one in lists] == [0, 0, 0, 0, 0]
    assert [len(one(ADMIN)) for one in lists] == [1, 1, 1, 1, 1]
    with pytest.raises(ForbiddenError):
        list_movements(session, STAFF, artifact)
    with pytest.raises(ForbiddenError):
        list_checks(session, STAFF, artifact)
