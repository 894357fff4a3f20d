"""Too many watchers are told to ask again later, and nobody else is held up."""

from __future__ import annotations

from app.api import jobs
from app.api.streams import Streams
from catalogue.services.jobs import NewJob, cancel_job, enqueue_job
from tests.people import SYSTEM


def test_the_watcher_after_the_last_place_is_sent_to_polling(conservator_client, parts, monkeypatch):
    monkeypatch.setattr(jobs, "STREAMS", Streams(1))
    with parts.sessions.begin() as session:
        job = enqueue_job(session, SYSTEM, NewJob("accept", {"name": "bia đá.ply"})).id
    path = f"/api/v1/jobs/{job}/events"
    watched = conservator_client.get(path, buffered=False)
    refused = conservator_client.get(path, headers={"Accept-Language": "vi"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.get_json()["code"] == "too_many_streams"
    assert refused.get_json()["title"] == "Quá nhiều trang đang theo dõi trực tiếp"
    asked = conservator_client.get(f"/api/v1/jobs/{job}").get_json()
    assert (asked["state"], asked["file_name"]) == ("queued", "bia đá.ply")
    with parts.sessions.begin() as session:
        cancel_job(session, SYSTEM, job)
    assert '"state": "cancelled"' in watched.text
    watched.close()
    assert conservator_client.get(path).status_code == 200
