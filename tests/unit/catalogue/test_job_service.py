from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from catalogue.policy import Identity, Role
from catalogue.services.jobs import (
    JobFilter,
    NewJob,
    cancel_job,
    enqueue_job,
    fail_job,
    find_waiting,
    finish_job,
    heartbeat_job,
    input_digest,
    lease_job,
    list_jobs,
    read_job,
    retry_job,
    set_progress,
    stop_cancelled_job,
    sweep_jobs,
)
from catalogue.vocab.terms import JobState
from tests.cataloguing import PUBLIC, STAFF, SYSTEM

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ask(session, name="a", **values):
    return enqueue_job(session, STAFF, NewJob("web_model", {"file": name}, **values), now=NOON)


def take(session, owner="w1", now=NOON):
    lease = lease_job(session, SYSTEM, owner=owner, seconds=60, now=now)
    assert lease is not None
    return lease


def test_a_job_goes_from_waiting_to_done(session):
    job = ask(session)
    assert find_waiting(session, SYSTEM) == [job.id]
    lease = take(session)
    assert (lease.job_id, lease.attempt, lease.kind, lease.payload) == (job.id, 1, "web_model", {"file": "a"})
    assert (lease.until, find_waiting(session, SYSTEM)) == (later(60), [])
    set_progress(session, SYSTEM, lease, 0.5, "Đơn giản hóa lưới")
    job = read_job(session, STAFF, job.id)
    assert (job.state, job.progress, job.step, job.started_at) == (JobState.RUNNING, 0.5, "Đơn giản hóa lưới", NOON)
    finish_job(session, SYSTEM, lease, {"model": "m"}, now=later(9))
    job = read_job(session, STAFF, job.id)
    assert (job.state, job.progress, job.result, job.finished_at) == (JobState.DONE, 1.0, {"model": "m"}, later(9))
    assert job.active_key is None


def test_the_same_work_is_asked_for_once_while_it_is_active(session):
    first = ask(session)
    assert ask(session).id == first.id
    lease = take(session)
    assert ask(session).id == first.id
    finish_job(session, SYSTEM, lease, {})
    assert ask(session).id != first.id


def test_the_order_of_keys_makes_no_other_work():
    assert input_digest("k", {"a": 1, "b": {"x": 1, "y": 2}}) == input_digest("k", {"b": {"y": 2, "x": 1}, "a": 1})
    assert input_digest("k", {"a": 1}) != input_digest("k2", {"a": 1})
    assert input_digest("k", {"a": 1}) != input_digest("k", {"a": 2})


def test_the_oldest_is_taken_first_and_nothing_twice(session):
    jobs = [enqueue_job(session, STAFF, NewJob("k", {"i": i}), now=later(-i)) for i in range(3)]
    taken = [take(session).job_id for _ in jobs]
    assert taken == [j.id for j in reversed(jobs)]
    assert lease_job(session, SYSTEM, owner="w", now=NOON) is None
    assert lease_job(session, SYSTEM, owner="w", job_id=jobs[0].id, now=NOON) is None
    assert lease_job(session, SYSTEM, owner="w", job_id=uuid4(), now=NOON) is None


def test_finishing_twice_is_refused(session):
    ask(session)
    lease = take(session)
    finish_job(session, SYSTEM, lease, {"n": 1})
    for again in (
        lambda: finish_job(session, SYSTEM, lease, {"n": 2}),
        lambda: fail_job(session, SYSTEM, lease, {"code": "x"}),
        lambda: set_progress(session, SYSTEM, lease, 0.1),
        lambda: heartbeat_job(session, SYSTEM, lease),
        lambda: stop_cancelled_job(session, SYSTEM, lease),
    ):
        with pytest.raises(ConflictError) as caught:
            again()
        assert caught.value.code == "job_lease_lost"
    assert read_job(session, STAFF, lease.job_id).result == {"n": 1}


def test_a_dead_workers_job_waits_again_and_the_dead_one_comes_too_late(session):
    job = ask(session)
    dead = take(session, "dead")
    assert sweep_jobs(session, SYSTEM, now=later(59)) == []
    assert sweep_jobs(session, SYSTEM, now=later(61)) == [job.id]
    alive = take(session, "dead", now=later(62))  # even under the same name it is another attempt
    assert alive.attempt == 2
    with pytest.raises(ConflictError):
        finish_job(session, SYSTEM, dead, {"by": "dead"})
    finish_job(session, SYSTEM, alive, {"by": "alive"})
    assert read_job(session, STAFF, job.id).result == {"by": "alive"}


def test_a_heartbeat_keeps_the_lease(session):
    ask(session)
    lease = take(session)
    assert heartbeat_job(session, SYSTEM, lease, seconds=60, now=later(50)) is False
    assert sweep_jobs(session, SYSTEM, now=later(100)) == []
    assert sweep_jobs(session, SYSTEM, now=later(111)) == [lease.job_id]


def test_after_its_last_attempt_a_lost_job_gives_up(session):
    job = ask(session, max_attempts=2)
    for attempt in (1, 2):
        assert take(session, now=later(attempt * 100)).attempt == attempt
        sweep_jobs(session, SYSTEM, now=later(attempt * 100 + 61))
    job = read_job(session, STAFF, job.id)
    assert job.state is JobState.FAILED
    assert job.problem == {"code": "job_gave_up", "values": {"attempts": 2, "kind": "web_model"}}


def test_a_passing_fault_is_tried_again_while_attempts_are_left(session):
    job = ask(session, max_attempts=2)
    problem = {"code": "storage_full", "values": {"file": "a.ply"}}
    assert fail_job(session, SYSTEM, take(session), problem, again=True) is JobState.QUEUED
    assert fail_job(session, SYSTEM, take(session), problem, again=True) is JobState.FAILED
    assert read_job(session, STAFF, job.id).problem == problem


def test_a_lasting_fault_ends_the_job_at_once(session):
    job = ask(session)
    assert fail_job(session, SYSTEM, take(session), {"code": "ply_truncated", "values": {}}) is JobState.FAILED
    again = retry_job(session, STAFF, job.id)
    assert (again.state, again.problem, again.max_attempts) == (JobState.QUEUED, {}, 4)
    assert take(session).attempt == 2


def test_a_waiting_job_is_cancelled_at_once(session):
    job = ask(session)
    assert cancel_job(session, STAFF, job.id, now=later(1)).state is JobState.CANCELLED
    assert lease_job(session, SYSTEM, owner="w", now=NOON) is None
    with pytest.raises(ConflictError) as caught:
        cancel_job(session, STAFF, job.id)
    assert caught.value.code == "job_ended"
    assert retry_job(session, STAFF, job.id).cancel_requested is False


def test_a_running_job_is_asked_to_stop(session):
    job = ask(session)
    lease = take(session)
    assert cancel_job(session, STAFF, job.id).state is JobState.RUNNING
    assert heartbeat_job(session, SYSTEM, lease, now=NOON) is True
    stop_cancelled_job(session, SYSTEM, lease, now=later(3))
    job = read_job(session, STAFF, job.id)
    assert (job.state, job.finished_at, job.active_key) == (JobState.CANCELLED, later(3), None)


def test_a_cancelled_job_whose_worker_died_is_not_run_again(session):
    job = ask(session)
    take(session)
    cancel_job(session, STAFF, job.id)
    assert sweep_jobs(session, SYSTEM, now=later(61)) == []
    assert read_job(session, STAFF, job.id).state is JobState.CANCELLED


def test_only_ended_jobs_are_retried(session):
    job = ask(session)
    with pytest.raises(ConflictError) as caught:
        retry_job(session, STAFF, job.id)
    assert caught.value.code == "job_not_ended"
    finish_job(session, SYSTEM, take(session), {})
    with pytest.raises(ConflictError):
        retry_job(session, STAFF, job.id)


def test_retrying_work_that_is_active_again_gives_the_active_job(session):
    old = ask(session)
    fail_job(session, SYSTEM, take(session), {"code": "x"})
    new = ask(session)
    assert retry_job(session, STAFF, old.id).id == new.id


def test_progress_stays_between_nothing_and_all(session):
    ask(session)
    lease = take(session)
    for given, kept in ((-1.0, 0.0), (7.0, 1.0)):
        set_progress(session, SYSTEM, lease, given, "x" * 500)
        job = read_job(session, STAFF, lease.job_id)
        assert (job.progress, len(job.step)) == (kept, 200)


def test_lists_are_newest_first_and_paged(session):
    ids = [enqueue_job(session, STAFF, NewJob("k", {"i": i}), now=later(i // 2)).id for i in range(5)]
    first = list_jobs(session, STAFF, limit=3)
    second = list_jobs(session, STAFF, limit=3, cursor=first.next)
    found = [j.id for j in first.items + second.items]
    assert set(found) == set(ids)
    assert found[0] == ids[4]
    assert (first.total, len(first.items), len(second.items), second.next) == (5, 3, 2, None)
    take(session)
    assert list_jobs(session, STAFF, only=JobFilter(state=JobState.RUNNING)).total == 1
    assert list_jobs(session, STAFF, only=JobFilter(kind="other")).items == []
    with pytest.raises(ValidationError):
        list_jobs(session, STAFF, cursor="WyJhIiwiYiJd")


def test_the_public_has_no_business_with_jobs(session):
    job = ask(session)
    calls = (
        lambda: enqueue_job(session, PUBLIC, NewJob("k")),
        lambda: lease_job(session, PUBLIC, owner="w"),
        lambda: read_job(session, PUBLIC, job.id),
        lambda: cancel_job(session, Identity(Role.MEMBER), job.id),
        lambda: sweep_jobs(session, PUBLIC),
        lambda: list_jobs(session, PUBLIC),
    )
    for call in calls:
        with pytest.raises(ForbiddenError):
            call()
    with pytest.raises(NotFoundError):
        read_job(session, STAFF, uuid4())
