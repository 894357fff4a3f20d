"""A record of one house that names a site of another: what its readers get to know, and what their saving keeps."""

from __future__ import annotations

from uuid import UUID

import pytest

from catalogue.errors import NotFoundError
from catalogue.policy import Identity, Role
from catalogue.services.artifacts import read_artifact, read_artifacts, register_artifact, update_artifact
from catalogue.services.choices import choose_by_ids, choose_by_numbers, choose_in_site
from catalogue.services.organisations import add_organisation, hand_over
from catalogue.services.reverts import read_change, read_record_history
from catalogue.services.sites import change_site_status, name_sites, read_site, read_sites, register_site, update_site
from catalogue.vocab.terms import Status
from tests.cataloguing import ADMIN, COMPLETE, PUBLIC, STAFF


@pytest.fixture
def ours(session) -> Identity:
    """A curator of the first house; its artifact N.1 belongs to a draft site of the second, H.1 is the second's."""
    houses = {code: add_organisation(session, ADMIN, {"code": code, "title_vi": code}) for code in ("BT", "TT")}
    theirs = Identity(Role.CURATOR, home_id=houses["TT"].id)
    site = register_site(session, theirs, {"code": "TM", "title_vi": "Thế Miếu", "address": "Huế"})
    for number, code in (("N.1", "BT"), ("H.1", "TT")):
        artifact = register_artifact(session, ADMIN, {**COMPLETE, "accession_number": number, "site_id": site.id})
        hand_over(session, ADMIN, artifact, code)
    session.expire_all()
    return Identity(Role.CURATOR, home_id=houses["BT"].id)


def test_a_draft_site_of_others_does_not_come_with_the_artifact(session, ours):
    assert read_artifact(session, ours, "N.1").site is None
    session.expire_all()
    assert read_artifact(session, ADMIN, "N.1").site.code == "TM"
    session.expire_all()
    assert name_sites(session, ours, {"TM"}) == []
    change_site_status(session, ADMIN, "TM", Status.PUBLISHED)
    session.expire_all()
    assert read_artifact(session, ours, "N.1").site.code == "TM"
    assert [site.code for site in name_sites(session, ours, {"TM"})] == ["TM"]


def test_a_draft_site_of_the_one_museum_stays_with_its_published_artifacts(session):
    site = register_site(session, STAFF, {"code": "HM", "title_vi": "Hưng Miếu"})
    assert [one.code for one in name_sites(session, PUBLIC, {site.code})] == ["HM"]


def test_saving_a_form_that_could_not_show_the_site_leaves_it(session, ours):
    site_id = read_site(session, ADMIN, "TM").id
    assert update_artifact(session, ours, "N.1", {"site_id": None}, expected_version=None).site_id == site_id
    assert update_artifact(session, ADMIN, "N.1", {"site_id": None}, expected_version=None).site_id is None
    below = register_site(session, ours, {"code": "D", "title_vi": "Đền"})
    update_site(session, ADMIN, "D", {"parent_id": site_id}, expected_version=None)
    assert update_site(session, ours, "D", {"parent_id": None}, expected_version=None).parent_id == site_id
    assert update_site(session, ADMIN, "D", {"parent_id": None}, expected_version=None).parent_id is None
    assert below.parent_id is None


def test_many_are_read_and_chosen_as_one_is(session, ours):
    ids: dict[str, UUID] = {number: read_artifact(session, ADMIN, number).id for number in ("N.1", "H.1")}
    session.expire_all()
    assert set(read_artifacts(session, ours, [*ids.values(), None])) == {ids["N.1"]}
    assert read_sites(session, ours, [read_site(session, ADMIN, "TM").id]) == {}
    for chosen in (
        choose_by_ids(session, ours, list(ids.values())),
        choose_by_numbers(session, ours, list(ids)),
        choose_in_site(session, ours, "TM", 10),
    ):
        assert [artifact.accession_number for artifact in chosen] == ["N.1"]
    assert len(choose_by_numbers(session, ADMIN, list(ids))) == 2


def test_changes_of_others_records_are_not_read(session, ours):
    artifact = read_artifact(session, ADMIN, "H.1")
    change = read_record_history(session, ADMIN, artifact)[0]
    assert read_change(session, ADMIN, change.id).id == change.id
    with pytest.raises(NotFoundError):
        read_change(session, ours, change.id)
