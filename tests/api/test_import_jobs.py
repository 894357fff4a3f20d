"""Tables too large for one request: checked, written and taken back by jobs, over HTTP and on the pages."""

from __future__ import annotations

import pytest

import catalogue.services.import_jobs as limits
from app.jobs.worker import Worker
from catalogue.records import Account, JobRun
from tests.api.test_imports import GOOD, HEADER, outcomes, send

PAGE = "/vi/workbench/imports"


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of some bytes and rows count as large."""
    monkeypatch.setattr("app.api.imports.MOST_BYTES_AT_ONCE", 40)
    monkeypatch.setattr(limits, "MOST_ROWS_AT_ONCE", 1)


@pytest.fixture
def work(parts):
    """Runs all waiting jobs."""

    def run() -> None:
        worker = Worker(parts)
        while worker.run_next():
            pass

    return run


def test_a_large_table_goes_its_way_by_jobs(small_limits, work, curator_client) -> None:
    made = send(curator_client, GOOD)
    assert (made.status_code, made.get_json()["state"]) == (202, "checking")
    address = made.headers["Location"]
    page = f"{PAGE}/{made.get_json()['id']}"
    assert "chế độ nền" in curator_client.get(page).text
    work()
    body = curator_client.get(address).get_json()
    assert (body["state"], body["counts"]["create"], len(body["sha256"])) == ("checked", 2, 64)
    mapping = {name: value for name, value in body["mapping"].items() if name not in {"header", "kind"}}
    mapping["constants"] = {"maker": "Xưởng"}
    remapped = curator_client.put(f"{address}/mapping", json=mapping)
    assert remapped.status_code == 202, remapped.get_json()
    work()
    asked = curator_client.post(f"{address}/commit")
    assert (asked.status_code, asked.get_json()["state"]) == (202, "checked")
    job = curator_client.get(f"/api/v1/jobs/{asked.get_json()['job_id']}").get_json()
    assert (job["kind"], job["state"]) == ("imports", "queued")
    assert curator_client.post(f"{address}/commit").get_json()["job_id"] == asked.get_json()["job_id"]
    assert "chế độ nền" in curator_client.get(page).text
    work()
    assert curator_client.get(address).get_json()["state"] == "committed"
    assert curator_client.get("/api/v1/artifacts/BT.1").get_json()["maker"] == "Xưởng"
    assert "chế độ nền" not in curator_client.get(page).text
    assert curator_client.post(f"{address}/undo").status_code == 202
    work()
    assert curator_client.get(address).get_json()["state"] == "undone"
    assert curator_client.get("/api/v1/artifacts/BT.1").status_code == 404


def test_a_large_file_that_is_no_table_says_so_and_can_be_discarded(small_limits, work, curator_client) -> None:
    made = send(curator_client, b"\x00\x01\x02" * 40, "ảnh.xlsx")
    page = f"{PAGE}/{made.get_json()['id']}"
    work()
    shown = curator_client.get(page).text
    assert "cd-job-problem" in shown
    assert curator_client.post(f"{page}/discard").status_code == 303
    assert curator_client.get(page).status_code == 404


def test_a_job_has_the_rights_of_whoever_asked(small_limits, work, parts, curator_client) -> None:
    made = send(curator_client, GOOD)
    work()
    address = made.headers["Location"]
    curator_client.post(f"{address}/commit")
    with parts.sessions.begin() as session:
        from catalogue.db import now_utc

        session.query(Account).filter_by(email="curator@example.org").one().disabled_at = now_utc()
    work()
    with parts.readers() as session:
        job = session.query(JobRun).filter(JobRun.kind == "imports").order_by(JobRun.created_at.desc()).first()
        assert (job.state.value, job.problem["code"]) == ("failed", "forbidden")


def test_a_large_table_keeps_its_rows_report(small_limits, work, curator_client) -> None:
    made = send(curator_client, HEADER + "BT.1,Bình,gốm,30/2/1835\nBT.3,Đĩa,sứ,\n")
    work()
    told = outcomes(curator_client, made.headers["Location"])
    assert told == [(2, "refuse", ["date_day_unknown"], []), (3, "create", [], [])]
