"""The site's form keeps what is typed as the artifact's does: drafts, two writers, lost sessions, history."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from catalogue.records import Site
from catalogue.services.sites import register_site
from tests.api.museum import Outline
from tests.people import PASSWORD, SYSTEM, PersonClient, submit_login

HTML = {"Accept": "text/html"}
NEW = "/vi/workbench/sites/new"
ONE = "/vi/workbench/sites/TM"
DRAFT = "/api/v1/drafts/site"


@pytest.fixture
def temple(parts):
    """A temple in a citadel."""
    with parts.sessions.begin() as session:
        citadel = register_site(session, SYSTEM, {"code": "HT", "title_vi": "Hoàng thành"})
        facts = {"code": "TM", "title_vi": "Thế Miếu", "address": "Đường 23/8", "parent_id": citadel.id}
        register_site(session, SYSTEM, {**facts, "latitude": 16.4682})


def send(client, path: str, **fields: object):
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def hidden(text: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', text)[-1]


def read(parts, code: str = "TM") -> Site:
    with parts.readers() as session:
        return session.scalars(select(Site).where(Site.code == code)).one()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_form_carries_its_keeper_pick_list_and_script(conservator_client, temple, lang):
    for path in (f"/{lang}/workbench/sites/new", f"/{lang}/workbench/sites/TM"):
        page = conservator_client.get(path).text
        outline = Outline(page)
        assert outline.inline == []
        assert len(outline.ids) == len(set(outline.ids))
        assert 'data-form="site"' in page
        assert 'data-source="/api/v1/pick-lists/sites"' in page
    assert 'value="Hoàng thành [HT]"' in page


def test_two_writers_are_brought_together_field_by_field(conservator_client, parts, temple):
    theirs = {"title_vi": "Thế Tổ Miếu", "rank": "national", "is_location_sensitive": "yes", "address": "Đường 23/8"}
    assert send(conservator_client, ONE, version="1", **theirs).status_code == 303
    mine = {"title_vi": "Miếu của tôi", "rank": "special_national", "address": "Đường 23/8", "route": "Qua Ngọ Môn",
            "parent_code": "", "is_location_sensitive": "no", "latitude": "16,4682"}  # fmt: skip
    second = send(conservator_client, ONE, version="1", **mine)
    assert second.status_code == 409
    page = second.text
    choices = re.findall(r'<input type="radio" id="[^"]*" name="(\w+)" value="([^"]*)"', page)
    assert choices == [
        ("title_vi", "Miếu của tôi"), ("title_vi", "Thế Tổ Miếu"), ("title_vi", "Thế Miếu"),
        ("rank", "special_national"), ("rank", "national"), ("rank", "none"),
    ]  # fmt: skip
    assert "Di tích quốc gia đặc biệt" in page
    assert re.search(r'name="is_location_sensitive"[^>]*>\nyes</textarea>', page)  # only the other one changed it
    assert "Hoàng thành [HT]" in page
    assert "16.4682" not in page  # nobody changed it, a decimal comma is the same number
    assert Outline(page).inline == []
    chosen = {"version": hidden(page, "version"), "title_vi": "Thế Tổ Miếu", "rank": "special_national",
              "route": "Qua Ngọ Môn", "parent_code": "", "is_location_sensitive": "yes"}  # fmt: skip
    back = send(conservator_client, ONE, **chosen, then="form")
    assert back.status_code == 200
    assert 'value="Thế Tổ Miếu"' in back.text
    assert send(conservator_client, ONE, **chosen).status_code == 303
    kept = read(parts)
    assert (kept.title_vi, kept.rank.value, kept.route) == ("Thế Tổ Miếu", "special_national", "Qua Ngọ Môn")
    assert (kept.parent_id, kept.is_location_sensitive, kept.latitude) == (None, True, 16.4682)


def test_the_history_takes_one_change_back_the_site_above_too(conservator_client, parts, temple):
    above = read(parts).parent_id
    send(conservator_client, ONE, version="1", address="Đường Đặng Thái Thân", parent_code="", rank="national")
    page = conservator_client.get(ONE).text
    assert "<del>Hoàng thành [HT]</del>" in page
    assert "<ins>Di tích quốc gia</ins>" in page
    (url,) = re.findall(r'data-action="revert" href="([^"]*)"', page)
    asked = conservator_client.get(url).text
    done = send(conservator_client, url, version=hidden(asked, "version"), field=["address", "parent_id"])
    assert done.headers["Location"].endswith("/vi/workbench/sites/TM#history")
    assert (read(parts).address, read(parts).parent_id, read(parts).rank.value) == ("Đường 23/8", above, "national")


def test_a_draft_is_offered_continued_and_dropped_when_saved(conservator_client, parts, temple):
    path = f"{DRAFT}?key=TM"
    words = {"address": "Đang gõ dở", "is_location_sensitive": "yes"}
    conservator_client.put(path, json={"values": words, "base_version": 1})
    page = conservator_client.get(ONE).text
    assert "bản nháp chưa lưu" in page
    assert "Đang gõ dở" not in page
    assert 'name="waiting_draft"' in page
    opened = conservator_client.get(f"{ONE}?draft=continue").text
    assert 'value="Đang gõ dở"' in opened
    assert '<option value="yes" selected>' in opened
    send(conservator_client, ONE, version="1", **words)
    assert conservator_client.get(path).get_json() == {"draft": None}
    assert read(parts).address == "Đang gõ dở"
    conservator_client.put(DRAFT, json={"values": {"title_vi": "Thôi"}})
    answer = send(conservator_client, "/vi/workbench/sites/drafts/discard", number="")
    assert answer.headers["Location"].endswith("/sites/new")
    assert conservator_client.get(DRAFT).get_json() == {"draft": None}


def test_a_draft_of_a_new_site_is_dropped_when_it_is_registered(conservator_client, temple):
    conservator_client.put(DRAFT, json={"values": {"title_vi": "Điện mới"}})
    conservator_client.put("/api/v1/drafts/artifact", json={"values": {"title_vi": "Bát"}})
    assert send(conservator_client, NEW, code="DM", title_vi="Điện mới").status_code == 303
    assert conservator_client.get(DRAFT).get_json() == {"draft": None}
    assert conservator_client.get("/api/v1/drafts/artifact").get_json()["draft"]


@pytest.mark.parametrize("path", [NEW, ONE])
def test_a_form_that_comes_after_the_session_ended_is_kept_for_its_writer(app, conservator_client, temple, path):
    page = conservator_client.get(path).text
    late = PersonClient(app)  # the session's cookie is gone, the page is still open
    answer = late.post(path, data={"keeper": hidden(page, "keeper"), "version": "1", "route": "Gõ lâu"}, headers=HTML)
    assert answer.status_code == 303
    login = late.get(answer.headers["Location"]).text
    back = submit_login(late, "conservator@example.org", PASSWORD, hidden(login, "next").replace("&amp;", "&"))
    assert back.headers["Location"].endswith("?draft=continue")
    assert "/workbench/sites/" in back.headers["Location"]
    assert ">Gõ lâu</textarea>" in late.get(back.headers["Location"]).text


def test_a_site_cannot_lie_in_itself(conservator_client, temple):
    answer = send(conservator_client, ONE, version="1", parent_code="Thế Miếu [TM]", route="giữ lại")
    assert answer.status_code == 422
    assert 'id="e-parent_code"' in answer.text
    assert ">giữ lại</textarea>" in answer.text


def test_readers_who_may_not_write_see_the_form_without_drafts(restorer_client, client, temple):
    page = restorer_client.get(ONE)
    assert page.status_code == 200
    assert 'value="Thế Miếu"' in page.text
    assert client.get(ONE, headers=HTML).status_code == 303
