"""From draft to published: submitted by writers, approved or given back by publishers, with what changed since."""

from __future__ import annotations

import pytest

from catalogue.errors import ConflictError, ForbiddenError, StaleError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.services.artifacts import change_artifact_status, register_artifact, update_artifact
from catalogue.services.reviews import (
    approve,
    changes_since_published,
    last_step,
    list_in_review,
    read_reviewed,
    return_to_writer,
    submit_for_review,
)
from catalogue.services.sites import register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import COMPLETE, PUBLIC, STAFF

NUMBER = "DD.01"
RESTORER = Identity(Role.RESTORER, name="Thợ phục chế")


@pytest.fixture
def urn(session):
    return register_artifact(session, STAFF, {**COMPLETE, "accession_number": NUMBER})


def test_a_draft_is_submitted_approved_and_then_published(session, urn):
    submit_for_review(session, STAFF, urn, note="Xin xem phần niên đại", expected_version=1)
    (item,) = list_in_review(session, STAFF)
    assert item.record is urn
    assert (item.submitted.actor, item.submitted.note) == (STAFF.name, "Xin xem phần niên đại")
    assert item.changes is None
    approve(session, STAFF, urn, expected_version=2)
    assert urn.status is Status.PUBLISHED
    assert list_in_review(session, STAFF) == []


def test_a_record_is_given_back_with_words(session, urn):
    submit_for_review(session, STAFF, urn)
    return_to_writer(session, STAFF, urn, note="Thiếu ảnh mặt sau")
    step = last_step(session, STAFF, urn)
    assert (urn.status, step.action, step.note) == (Status.DRAFT, "return", "Thiếu ảnh mặt sau")


def test_changes_since_publishing_are_summed_up(session, urn):
    change_artifact_status(session, STAFF, NUMBER, Status.PUBLISHED)
    for title in ("Hai", "Ba"):
        update_artifact(session, STAFF, NUMBER, {"title_vi": title}, expected_version=None)
    update_artifact(session, STAFF, NUMBER, {"maker": "Lò A"}, expected_version=None)
    update_artifact(session, STAFF, NUMBER, {"maker": None}, expected_version=None)
    submit_for_review(session, STAFF, urn, note="Đổi tên")
    assert changes_since_published(session, STAFF, urn) == {"title_vi": (COMPLETE["title_vi"], "Ba")}


def test_who_may_do_which_step(session, urn):
    with pytest.raises(ForbiddenError):
        submit_for_review(session, RESTORER, urn)
    submit_for_review(session, STAFF, urn)
    for step in (
        lambda: approve(session, RESTORER, urn),
        lambda: return_to_writer(session, RESTORER, urn, note="x"),
        lambda: list_in_review(session, PUBLIC),
        lambda: last_step(session, PUBLIC, urn),
        lambda: read_reviewed(session, PUBLIC, "artifact", NUMBER),
    ):
        with pytest.raises(ForbiddenError):
            step()


def test_steps_out_of_order_are_refused(session, urn):
    for step in (approve, lambda *a: return_to_writer(*a, note="x")):
        with pytest.raises(ConflictError) as early:
            step(session, STAFF, urn)
        assert early.value.code == "not_in_review"
    submit_for_review(session, STAFF, urn)
    with pytest.raises(ConflictError):
        submit_for_review(session, STAFF, urn)
    with pytest.raises(StaleError):
        approve(session, STAFF, urn, expected_version=1)


@pytest.mark.parametrize(("note", "code"), [("  ", "required"), ("x" * 2001, "too_long")])
def test_giving_back_says_why(session, urn, note, code):
    submit_for_review(session, STAFF, urn)
    with pytest.raises(ValidationError) as fault:
        return_to_writer(session, STAFF, urn, note=note)
    assert fault.value.fields == {"note": code}
    assert urn.status is Status.REVIEW


def test_an_incomplete_record_is_not_approved(session):
    bare = register_artifact(session, STAFF, {"accession_number": NUMBER, "title_vi": "Bát"})
    submit_for_review(session, STAFF, bare)
    with pytest.raises(ValidationError) as missing:
        approve(session, STAFF, bare)
    assert missing.value.fields["object_type"] == "required_to_publish"


def test_sites_go_the_same_way_and_the_longest_waiting_comes_first(session, urn):
    site = register_site(session, STAFF, {"code": "TM", "title_vi": "Thế Miếu"})
    submit_for_review(session, STAFF, read_reviewed(session, STAFF, "site", "TM"))
    submit_for_review(session, STAFF, read_reviewed(session, STAFF, "artifact", NUMBER))
    assert [item.record for item in list_in_review(session, STAFF)] == [site, urn]
    approve(session, STAFF, site)
    assert site.status is Status.PUBLISHED
