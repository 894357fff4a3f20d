"""Loans, hand-overs, imports, jobs and lists of the staff: each organisation reads and writes its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from catalogue.errors import ForbiddenError, NotFoundError
from catalogue.interop.tables import table_rows
from catalogue.policy import Action, Identity, Role
from catalogue.records import Capture, Loan
from catalogue.services.accounts import add_account, set_home
from catalogue.services.artifacts import change_artifact_status, read_artifact, register_artifact, update_artifact
from catalogue.services.captures import add_capture, list_captures, read_capture
from catalogue.services.comparison_batches import list_surveys
from catalogue.services.conditions import add_check, read_check
from catalogue.services.damages import add_damage, read_damage
from catalogue.services.due_list import plan_checks
from catalogue.services.entries import (
    accession_item,
    add_entry,
    add_items,
    change_item,
    list_entries,
    list_items,
    read_entry,
    registered_as,
    update_entry,
)
from catalogue.services.grants import grant_role, identity_of
from catalogue.services.imports.batches import Source, check_rows, discard_batch, keep_batch, list_batches, read_batch
from catalogue.services.imports.mapping import suggest_plan
from catalogue.services.jobs import NewJob, cancel_job, enqueue_job, list_jobs, read_job, retry_job
from catalogue.services.loan_lists import list_items as list_loaned
from catalogue.services.loan_lists import list_loans, list_overdue, may_for, read_loan
from catalogue.services.loans import (
    add_loan,
    add_to_loan,
    approve_loan,
    attach_check,
    cancel_loan,
    return_loan,
    send_loan,
    update_loan,
)
from catalogue.services.locations import add_location
from catalogue.services.minutes import entry_receipt
from catalogue.services.minutes import hand_over as loan_minutes
from catalogue.services.movement_lists import list_steps
from catalogue.services.movement_slips import read_slip
from catalogue.services.movements import move_artifacts, read_movement
from catalogue.services.organisations import add_organisation, hand_over
from catalogue.services.pick_lists import find_site, pick_sites
from catalogue.services.progress import read_progress
from catalogue.services.scans import NewScan, add_scan, list_scans, read_scan
from catalogue.services.sites import change_site_status, register_site
from catalogue.services.treatment_lists import list_open_damages
from catalogue.services.treatments import add_treatment, list_treatments, read_treatment
from catalogue.vocab.terms import FileKind, Status
from tests.cataloguing import ADMIN, COMPLETE, STAFF, SYSTEM, stored_file

WISH = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2024-06-01",
    "ends_on": "2024-09-01", "decision_number": "12/QĐ", "approver": "Giám đốc",
}  # fmt: skip
LATER = {**WISH, "begins_on": "2025-01-01", "ends_on": "2025-02-01"}
GIFT = {"reason": "gift", "depositor": "Bà Lan", "received_on": "2024-05-02"}
DAY = dt.date(2024, 6, 2)
People = dict[str, Identity]


@pytest.fixture
def people(session) -> People:
    """Two houses: a curator at home in each, one who writes in the first and reads the second; N.1 and H.1."""
    first = add_organisation(session, ADMIN, {"code": "BT", "title_vi": "Bảo tàng"})
    second = add_organisation(session, ADMIN, {"code": "TT", "title_vi": "Trung tâm"})
    found: People = {}
    for name, home, role in (("ours", first, Role.CURATOR), ("theirs", second, Role.CURATOR), ("both", None, None)):
        account = add_account(session, ADMIN, email=f"{name}@example.org", role=role or Role.MEMBER, password_hash=None)
        if home:
            set_home(session, ADMIN, account.id, home.id)
        else:
            grant_role(session, ADMIN, account.id, first.id, Role.CURATOR)
            grant_role(session, ADMIN, account.id, second.id, Role.READER)
        found[name] = identity_of(session, account)
    for number, code in (("N.1", "BT"), ("H.1", "TT"), ("C.1", None)):
        artifact = register_artifact(session, ADMIN, {**COMPLETE, "accession_number": number})
        hand_over(session, ADMIN, artifact, code)
    return found


def refused(session, *attempts: Callable[[], object], code: str = "forbidden_organisation") -> None:
    """Each attempt is refused for the organisation's sake, whatever it would have written is taken back."""
    for attempt in attempts:
        with session.begin_nested() as step:
            with pytest.raises((ForbiddenError, NotFoundError)) as caught:
                attempt()
            step.rollback()
        assert caught.value.code == code


def test_a_loan_is_read_by_the_staff_of_its_artifacts_and_shows_them_their_own(session, people):
    own = add_loan(session, people["theirs"], WISH, ["H.1"]).number
    mixed = add_loan(session, ADMIN, LATER, ["N.1", "C.1"]).number
    shared = add_loan(session, STAFF, {**WISH, "begins_on": "2026-01-01", "ends_on": "2026-02-01"}, ["C.1"]).number
    seen = {
        "ours": {mixed, shared}, "theirs": {own, mixed, shared}, "both": {own, mixed},
    }  # fmt: skip
    for name, numbers in seen.items():
        assert {loan.number for loan in list_loans(session, people[name]).items} == numbers, name
    assert {loan.number for loan in list_loans(session, STAFF).items} == {mixed, shared}
    loan = read_loan(session, people["theirs"], mixed)
    assert [thing.accession_number for _, thing in list_loaned(session, people["theirs"], loan)] == ["C.1"]
    assert [thing.accession_number for _, thing in list_loaned(session, people["ours"], loan)] == ["C.1", "N.1"]
    assert [line.number for line in loan_minutes(session, people["both"], mixed).items] == ["N.1"]
    with pytest.raises(NotFoundError):
        read_loan(session, people["ours"], own)


def test_a_loan_is_written_by_who_may_do_so_for_all_that_is_on_it(session, people):
    ours, theirs, both = people["ours"], people["theirs"], people["both"]
    own = add_loan(session, theirs, WISH, ["H.1"]).number
    mixed = add_loan(session, ADMIN, LATER, ["N.1", "C.1"])
    change_artifact_status(session, ADMIN, "N.1", Status.PUBLISHED)  # everybody sees it, and still may not lend it
    (item, _), *_rest = list_loaned(session, theirs, read_loan(session, theirs, own))
    refused(
        session,
        lambda: add_loan(session, theirs, WISH, ["N.1"]),
        lambda: add_to_loan(session, theirs, own, ["N.1"]),
        lambda: update_loan(session, both, own, {"note": "x"}, expected_version=None),
        lambda: approve_loan(session, both, own),
        lambda: cancel_loan(session, both, own),
        lambda: attach_check(session, both, item, None, is_back=False),
        lambda: update_loan(session, theirs, mixed.number, {"note": "x"}, expected_version=None),
    )
    refused(session, lambda: cancel_loan(session, ours, own), code="loan_not_found")
    assert may_for(session, theirs, Action.PUBLISH, read_loan(session, theirs, own))
    assert not may_for(session, both, Action.PUBLISH, read_loan(session, theirs, own))
    approve_loan(session, theirs, own)
    refused(session, lambda: send_loan(session, both, own, DAY))
    send_loan(session, theirs, own, DAY)
    refused(session, lambda: return_loan(session, both, own, DAY))
    assert [loan.number for loan in list_overdue(session, both, dt.date(2026, 1, 1))] == [own]
    assert list_overdue(session, ours, dt.date(2026, 1, 1)) == []
    shelf = add_location(session, ADMIN, {"code": "K1", "kind": "building", "title_vi": "Kho"})
    assert return_loan(session, theirs, own, DAY, shelf.id).state.value == "returned"


def test_a_loan_on_which_nothing_stands_is_everybodys(session, people):
    session.add(Loan(number="CM.X", direction="out", partner="x", purpose="x", begins_on=DAY, ends_on=DAY))
    session.flush()
    assert read_loan(session, people["ours"], "CM.X").number == "CM.X"
    with pytest.raises(NotFoundError):
        read_loan(session, people["both"], "CM.X")


def test_a_hand_over_belongs_to_the_organisation_that_took_in(session, people):
    ours, theirs, both = people["ours"], people["theirs"], people["both"]
    entry = add_entry(session, theirs, GIFT, [{"description": "Bát"}, {"description": "Ấm"}])
    assert entry.organisation_id == theirs.home_id
    assert add_entry(session, both, GIFT, [{"description": "Khay"}]).organisation_id == ours.home_id
    shared = add_entry(session, STAFF, GIFT, [{"description": "Lọ"}])
    assert shared.organisation_id is None
    assert len(list_entries(session, theirs).items) == len(list_entries(session, both).items) == 2
    assert {one.number for one in list_entries(session, STAFF).items} == {shared.number}
    first = list_items(session, entry)[0]
    refused(
        session,
        lambda: update_entry(session, both, entry.number, {"note": "x"}, expected_version=None),
        lambda: add_items(session, both, entry.number, [{"description": "x"}]),
        lambda: change_item(session, both, first.id, {"note": "x"}),
        lambda: accession_item(session, both, first.id, {"accession_number": "H.2", "title_vi": "Bát"}),
    )
    refused(session, lambda: read_entry(session, ours, entry.number), code="entry_not_found")
    refused(session, lambda: change_item(session, ours, first.id, {"note": "x"}), code="entry_item_not_found")
    update_entry(session, theirs, entry.number, {"note": "x"}, expected_version=None)


def test_an_object_becomes_a_record_of_those_who_took_it_in(session, people):
    theirs = people["theirs"]
    entry = add_entry(session, theirs, GIFT, [{"description": "Bát"}])
    (item,) = list_items(session, entry)
    artifact = accession_item(session, ADMIN, item.id, {"accession_number": "H.2", "title_vi": "Bát"})
    assert artifact.organisation_id == theirs.home_id
    assert [line.number for line in entry_receipt(session, theirs, entry.number).items] == ["H.2"]
    hand_over(session, ADMIN, artifact, "BT")
    assert registered_as(session, theirs, [item]) == {}
    assert [line.number for line in entry_receipt(session, theirs, entry.number).items] == [""]


def test_imports_are_read_and_taken_back_by_their_own_house(session, people):
    source = Source("bảng.csv", "0" * 64, ("Số hiệu", "Tên"), lambda _: [(2, ("H.9", "Bát"))])
    plan = suggest_plan("artifacts", source.header)
    theirs = people["theirs"]
    batch = keep_batch(session, theirs, source, plan, check_rows(session, theirs, source, plan))
    assert batch.organisation_id == theirs.home_id
    assert [one.id for one in list_batches(session, theirs).items] == [batch.id]
    assert list_batches(session, people["ours"]).items == list_batches(session, STAFF).items == []
    assert read_batch(session, people["both"], batch.id) is batch
    refused(session, lambda: read_batch(session, people["ours"], batch.id), code="import_not_found")
    refused(session, lambda: discard_batch(session, people["both"], batch.id))
    discard_batch(session, theirs, batch.id)


def test_a_table_names_no_draft_site_of_others(session, people):
    register_site(session, people["theirs"], {"code": "TM", "title_vi": "Thế Miếu"})
    source = Source("bảng.csv", "0" * 64, ("Số hiệu", "Tên hiện vật", "Di tích"), lambda _: [(2, ("X.1", "Bát", "TM"))])
    plan = suggest_plan("artifacts", source.header)
    counts = {name: check_rows(session, people[name], source, plan).counts["create"] for name in ("ours", "theirs")}
    assert counts == {"ours": 0, "theirs": 1}


def test_jobs_are_seen_stopped_and_asked_for_by_the_staff_of_their_record(session, people):
    ours, theirs, both = people["ours"], people["theirs"], people["both"]
    artifact = read_artifact(session, ADMIN, "H.1")
    change_artifact_status(session, ADMIN, "H.1", Status.PUBLISHED)
    job = enqueue_job(session, theirs, NewJob("web_model", {"name": "bia.ply"}, artifact_id=artifact.id))
    assert [one.id for one in list_jobs(session, theirs).items] == [job.id]
    assert read_job(session, both, job.id).id == job.id
    assert list_jobs(session, ours).items == list_jobs(session, STAFF).items == []
    refused(
        session,
        lambda: cancel_job(session, both, job.id),
        lambda: retry_job(session, both, job.id),
        lambda: enqueue_job(session, ours, NewJob("web_model", {"name": "lạ.ply"}, artifact_id=artifact.id)),
    )
    for attempt in (read_job, cancel_job, retry_job):
        refused(session, lambda attempt=attempt: attempt(session, ours, job.id), code="job_not_found")
    assert cancel_job(session, theirs, job.id).cancel_requested


def test_jobs_for_no_record_belong_to_the_house_of_who_asked(session, people):
    ours, theirs, both = people["ours"], people["theirs"], people["both"]
    of = {name: enqueue_job(session, who, NewJob("imports", {"name": name})).id for name, who in people.items()}
    of["all"] = enqueue_job(session, SYSTEM, NewJob("imports", {"name": "all"})).id
    names = {ident: name for name, ident in of.items()}
    seen = {"ours": {"ours", "all"}, "theirs": {"theirs", "all"}, "both": {"both", "ours", "theirs"}}
    for name, expected in seen.items():
        assert {names[job.id] for job in list_jobs(session, people[name]).items} == expected
    refused(session, lambda: cancel_job(session, both, of["theirs"]))
    assert cancel_job(session, both, of["ours"]).cancel_requested
    assert cancel_job(session, theirs, of["theirs"]).cancel_requested
    refused(session, lambda: cancel_job(session, ours, of["both"]), code="job_not_found")


def test_sites_of_others_are_picked_once_they_are_published(session, people):
    register_site(session, people["theirs"], {"code": "TM", "title_vi": "Thế Miếu"})
    register_site(session, STAFF, {"code": "HM", "title_vi": "Hưng Miếu"})
    ours = people["ours"]
    assert {pick.detail for pick in pick_sites(session, ours, "mieu")} == {"HM"}
    assert {pick.detail for pick in pick_sites(session, people["theirs"], "mieu")} == {"HM", "TM"}
    assert find_site(session, ours, "TM") is None
    change_site_status(session, people["theirs"], "TM", Status.PUBLISHED)
    assert find_site(session, ours, "Thế Miếu [TM]").code == "TM"


def test_figures_and_due_lists_name_no_draft_site_of_others_and_count_ones_own_years(session, people):
    ours, theirs = people["ours"], people["theirs"]
    site = register_site(session, theirs, {"code": "TM", "title_vi": "Thế Miếu"})
    update_artifact(session, ADMIN, "N.1", {"site_id": site.id}, expected_version=None)
    read_artifact(session, ADMIN, "N.1").next_check_on = DAY
    artifact = read_artifact(session, ADMIN, "H.1")
    stored_file(session, read_artifact(session, ADMIN, "C.1").id, "C.jpg")
    moment = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    session.add(Capture(artifact_id=artifact.id, captured_at=moment, parameters={}))
    session.flush()
    assert read_progress(session, ours).sites == []
    assert [group.key for group in read_progress(session, ADMIN).sites] == ["TM"]
    counted = {who: {year.year: year.captures for year in read_progress(session, who).years} for who in (ours, theirs)}
    assert (counted[ours].get(2024), counted[theirs].get(2024)) == (None, 1)
    assert sum(year.files for year in read_progress(session, ours).years) == 1
    assert [row.site for row in plan_checks(session, ours, DAY)] == [None]
    assert [row.site for row in plan_checks(session, ADMIN, DAY)] == [site]


def test_what_hangs_on_a_record_is_read_by_its_staff_alone(session, people):
    ours, theirs = people["ours"], people["theirs"]
    artifact = read_artifact(session, ADMIN, "H.1")
    change_artifact_status(session, ADMIN, "H.1", Status.PUBLISHED)  # what is published says nothing of the rest
    check = add_check(session, theirs, artifact, {"checked_on": DAY, "grade": "fair"})
    damage = add_damage(session, theirs, check.number, {"type_text": "nứt", "severity": "minor"})
    treatment = add_treatment(session, ADMIN, artifact, {"purpose": "Gắn", "begun_on": DAY})
    capture = add_capture(session, theirs, {"artifact_id": artifact.id})
    file = stored_file(session, read_artifact(session, ADMIN, "C.1").id, "quét.ply", FileKind.SCAN)
    scan = add_scan(session, STAFF, NewScan(file.id, "ply"))
    scan.artifact_id = artifact.id
    (movement,) = move_artifacts(session, theirs, ["H.1"], {"to_text": "Kho", "reason": "inventory"})
    readers = (
        lambda who: read_check(session, who, check.number),
        lambda who: read_damage(session, who, damage.id),
        lambda who: read_treatment(session, who, treatment.number),
        lambda who: read_capture(session, who, capture.id),
        lambda who: read_scan(session, who, scan.id),
        lambda who: read_movement(session, who, movement.id),
        lambda who: read_slip(session, who, movement.id),
    )
    for read in readers:
        assert all(read(who) for who in (theirs, people["both"], ADMIN))
        for who in (ours, STAFF):
            with pytest.raises(NotFoundError):
                read(who)
    for attempt in (list_treatments, list_open_damages):
        refused(session, lambda attempt=attempt: attempt(session, ours, artifact))
    lists = (
        lambda who: list_captures(session, who, artifact_id=artifact.id),
        lambda who: list_scans(session, who, artifact_id=artifact.id),
        lambda who: list_surveys(session, who, artifact_id=artifact.id),
        lambda who: list_steps(session, who, [movement]),
    )
    assert [len(one(theirs)) for one in lists] == [1, 1, 1, 1]
    assert [len(one(ours)) for one in lists] == [0, 0, 0, 0]


def test_an_export_holds_the_records_of_the_readers_own_houses(session, people):
    change_artifact_status(session, ADMIN, "H.1", Status.PUBLISHED)

    def numbers(who: Identity) -> list[str]:
        head, *rows = table_rows(session, who, "artifacts", "en")
        return [row[head.index("Object number")] for row in rows]

    assert numbers(people["ours"]) == ["C.1", "N.1"]
    assert numbers(people["both"]) == ["H.1", "N.1"]
    assert numbers(ADMIN) == ["C.1", "H.1", "N.1"]
