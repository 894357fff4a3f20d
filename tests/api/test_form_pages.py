"""The artifact's form: six facts first, profiles, picks, dates, drafts, photographs; nothing typed is ever lost."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from catalogue.records import Artifact, FormDraft, JobRun
from catalogue.services.artifacts import register_artifact
from catalogue.services.locations import add_location
from catalogue.services.movements import move_artifacts
from catalogue.services.sites import register_site
from catalogue.services.starter import load_starter
from tests.api.museum import Outline
from tests.people import PASSWORD, SYSTEM, PersonClient, submit_login

HTML = {"Accept": "text/html"}
NEW = "/vi/workbench/artifacts/new"
ONE = "/vi/workbench/artifacts/PM.01"
FACTS = {"accession_number": "PM.01", "title_vi": "Bát sứ", "count": "1"}


@pytest.fixture
def stores(parts):
    """Vocabularies, a site, a cabinet."""
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
        register_site(session, SYSTEM, {"code": "TM", "title_vi": "Thế Miếu"})
        add_location(session, SYSTEM, {"code": "K1", "kind": "cabinet", "title_vi": "Tủ đồ sứ"})


@pytest.fixture
def bowl(parts, stores):
    with parts.sessions.begin() as session:
        register_artifact(session, SYSTEM, {**FACTS, "maker": "Lò cũ"})


def send(client, path: str, **fields: object):
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def hidden(text: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', text)[-1]


def read(parts, number: str = "PM.01") -> Artifact:
    with parts.readers() as session:
        return session.scalars(select(Artifact).where(Artifact.accession_number == number)).one()


def test_a_new_form_knows_the_writer_and_the_day_and_has_the_six_facts_first(conservator_client, stores):
    for lang in ("vi", "en"):
        page = conservator_client.get(f"/{lang}/workbench/artifacts/new").text
        outline = Outline(page)
        assert outline.inline == []
        assert len(outline.ids) == len(set(outline.ids))
        assert 'value="conservator@example.org"' in page
        assert re.search(r'id="f-recorded_on"[^>]*value="20\d\d-\d\d-\d\d"', page)
        assert page.index('id="f-photo"') < page.index('id="f-accession_number"') < page.index("data-section=")
        assert 'capture="environment"' in page


@pytest.mark.parametrize(
    ("profile", "opened", "hint"), [("stone", "marks", "Từng mặt"), ("textile", "state", "Phai màu")]
)
def test_a_profile_opens_its_sections_with_its_hints(conservator_client, stores, profile, opened, hint):
    page = conservator_client.get(f"{NEW}?profile={profile}").text
    assert re.search(rf'data-section="{opened}" open', page)
    assert not re.search(r'data-section="watch" open', page)
    assert f'id="h-{"inscription" if profile == "stone" else "condition_text"}">{hint}' in page


def test_picks_dates_and_new_fields_are_saved(conservator_client, parts, stores):
    words = {
        "site_code": "Thế Miếu [TM]", "location": "Tủ đồ sứ [K1]", "date_text": "Minh Mang 15", "profile": "ceramic",
        "subject": "Rồng mây", "features": "Vá ở miệng", "materials": "su men ngoc", "protection": "co_vat",
    }  # fmt: skip
    answer = send(conservator_client, NEW, **FACTS, **words)
    assert answer.status_code == 303
    kept = read(parts)
    assert (kept.location, kept.year_from, kept.date_reign) == ("Tủ đồ sứ", 1834, "minh-mang")
    assert kept.location_id
    assert kept.site_id
    assert (kept.profile.value, kept.subject, kept.protection.value) == ("ceramic", "Rồng mây", "co_vat")
    page = conservator_client.get(ONE).text
    for shown in ('value="Thế Miếu [TM]"', 'value="Tủ đồ sứ [K1]"', "Giáp Ngọ", 'value="1834"'):
        assert shown in page


def test_reign_and_year_write_the_date(conservator_client, parts, stores):
    send(conservator_client, NEW, **FACTS, date_text="", reign="minh-mang", reign_year="15")
    assert read(parts).date_text == "Minh Mạng năm thứ 15 (1834)"
    assert read(parts).year_from == 1834


def test_a_reign_year_that_never_was_is_told_beside_the_date(conservator_client, stores):
    answer = send(conservator_client, NEW, **FACTS, reign="minh-mang", reign_year="30", title_en="kept")
    assert answer.status_code == 422
    fault = re.search(r'id="e-date_text">(.*?)</span>', answer.text, re.DOTALL)[1]
    assert "1820-1840" in fault
    assert 'value="kept"' in answer.text
    assert re.search(r'data-section="date" open', answer.text)


def test_free_words_are_kept_with_a_notice(conservator_client, parts, stores):
    answer = send(conservator_client, NEW, **FACTS, materials="đồng, chất lạ", location="Gầm cầu thang")
    page = conservator_client.get(answer.headers["Location"]).text
    assert "chất lạ" in page
    assert "Gầm cầu thang" in page
    assert read(parts).materials == ["đồng", "chất lạ"]


def test_save_and_register_another_hands_on_place_and_recorder(conservator_client, stores):
    words = {"site_code": "Thế Miếu [TM]", "location": "Tủ đồ sứ [K1]", "recorder": "Tổ kiểm kê", "then": "another"}
    answer = send(conservator_client, NEW, **FACTS, **words)
    page = conservator_client.get(answer.headers["Location"]).text
    for shown in ('value="Thế Miếu [TM]"', 'value="Tủ đồ sứ [K1]"', 'value="Tổ kiểm kê"', "PM.01"):
        assert shown in page
    assert 'id="f-title_vi" name="title_vi" type="text" value=""' in page


def test_the_next_free_number_is_filled_in_without_a_script(conservator_client, parts, stores):
    with parts.sessions.begin() as session:
        register_artifact(session, SYSTEM, {"accession_number": "TM.TĐ.08", "title_vi": "Án thư"})
    typed = {"then": "number", "title_vi": "Đang gõ", "site_code": "Thế Miếu [TM]"}
    asked = send(conservator_client, NEW, **typed)
    assert 'id="e-number_place"' in asked.text
    filled = send(conservator_client, NEW, **typed, number_place="Tiền Điện")
    assert 'name="accession_number" type="text" value="TM.TĐ.09"' in filled.text
    assert 'value="Đang gõ"' in filled.text
    for site, code in (("", "e-site_code"), ("Không có", "e-site_code")):
        assert f'id="{code}"' in send(conservator_client, NEW, **{**typed, "site_code": site}).text
    with parts.readers() as session:
        assert [one.accession_number for one in session.scalars(select(Artifact))] == ["TM.TĐ.08"]


def test_photographs_go_the_way_of_every_upload(conservator_client, parts, stores):
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(drawn, "JPEG")
    photos = [(io.BytesIO(drawn.getvalue()), "ảnh.jpg"), (io.BytesIO(b""), "rỗng.jpg")]
    answer = send(conservator_client, NEW, **FACTS, photo=photos)
    page = conservator_client.get(answer.headers["Location"]).text
    assert "rỗng.jpg" in page
    with parts.readers() as session:
        (job,) = session.scalars(select(JobRun).where(JobRun.kind == "accept"))
        assert job.payload["name"] == "ảnh.jpg"
        assert job.artifact_id == read(parts).id


def jpeg(colour: str) -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(drawn, "JPEG")
    return io.BytesIO(drawn.getvalue())


def waiting(text: str) -> list[tuple[str, str]]:
    """Id and name of each photograph that the form says it keeps."""
    return re.findall(r'name="drop_photo" value="(\w+)".*?class="held-name">([^<]*)<', text, re.DOTALL)


def accepted(parts) -> list[tuple[str, object]]:
    with parts.readers() as session:
        jobs = session.scalars(select(JobRun).where(JobRun.kind == "accept"))
        return sorted((job.payload["name"], job.artifact_id) for job in jobs)


def test_photographs_of_a_faulty_form_are_kept_until_it_is_saved(conservator_client, parts, stores):
    faulty = {**FACTS, "title_vi": ""}
    first = send(conservator_client, NEW, **faulty, photo=[(jpeg("red"), "đỏ.jpg"), (jpeg("blue"), "xanh.jpg")])
    assert first.status_code == 422
    red, blue = waiting(first.text)
    assert (red[1], blue[1]) == ("đỏ.jpg", "xanh.jpg")
    carried = hidden(first.text, "held_photos")
    again = send(
        conservator_client, NEW, **faulty, held_photos=carried, drop_photo=blue[0], photo=(jpeg("green"), "lục.jpg")
    )
    assert [name for _, name in waiting(again.text)] == ["đỏ.jpg", "lục.jpg"]
    numbered = send(
        conservator_client, NEW, **faulty, held_photos=hidden(again.text, "held_photos"), then="number",
        site_code="TM", number_place="TĐ", photo=(jpeg("black"), "đen.jpg"),
    )  # fmt: skip
    assert [name for _, name in waiting(numbered.text)] == ["đỏ.jpg", "lục.jpg", "đen.jpg"]
    assert accepted(parts) == []
    saved = send(conservator_client, NEW, **FACTS, held_photos=hidden(numbered.text, "held_photos"))
    assert saved.status_code == 303
    assert accepted(parts) == [(name, read(parts).id) for name in ("lục.jpg", "đen.jpg", "đỏ.jpg")]


def test_photographs_that_are_gone_or_of_others_are_told_not_taken(conservator_client, log_in, parts, stores):
    faulty = {**FACTS, "title_vi": ""}
    page = send(conservator_client, NEW, **faulty, photo=(jpeg("red"), "đỏ.jpg")).text
    carried = f"{hidden(page, 'held_photos')},{'0' * 32}"
    told = send(conservator_client, NEW, **faulty, held_photos=carried).text
    assert "1 ảnh không còn được giữ" in told
    assert [name for _, name in waiting(told)] == ["đỏ.jpg"]
    curator = log_in("curator")
    others = send(curator, NEW, **FACTS, held_photos=hidden(page, "held_photos"))
    assert "1 ảnh không còn được giữ" in curator.get(others.headers["Location"]).text
    assert accepted(parts) == []


def test_photographs_of_a_lost_session_wait_in_the_draft(app, conservator_client, parts, stores):
    page = conservator_client.get(NEW).text
    late = PersonClient(app)
    sent = {"keeper": hidden(page, "keeper"), "title_vi": "Bát sứ", "photo": (jpeg("red"), "đỏ.jpg")}
    login = late.get(late.post(NEW, data=sent, headers=HTML).headers["Location"]).text
    back = submit_login(late, "conservator@example.org", PASSWORD, hidden(login, "next").replace("&amp;", "&"))
    opened = late.get(back.headers["Location"]).text
    assert [name for _, name in waiting(opened)] == ["đỏ.jpg"]
    send(conservator_client, NEW, **FACTS, held_photos=hidden(opened, "held_photos"))
    assert accepted(parts) == [("đỏ.jpg", read(parts).id)]


def test_large_photographs_fit_the_registration_alone(app, conservator_client, stores):
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    sizes = [(path, io.BytesIO(b"\xff\xd8" + b"0" * 200_000)) for path in (NEW, ONE)]
    answers = [send(conservator_client, path, **FACTS, photo=(photo, "to.jpg")) for path, photo in sizes]
    assert [answer.status_code for answer in answers] == [303, 413]


def test_a_moved_artifact_shows_its_place_and_where_to_move_it(conservator_client, parts, bowl):
    with parts.sessions.begin() as session:
        place = add_location(session, SYSTEM, {"code": "K2", "kind": "room", "title_vi": "Phòng trưng bày"})
        move_artifacts(session, SYSTEM, ["PM.01"], {"to_id": str(place.id), "reason": "display"})
    page = conservator_client.get(ONE).text
    assert re.search(r'id="f-location"[^>]*value="Phòng trưng bày \[K2\]" readonly', page)
    version = hidden(page, "version")
    answer = send(conservator_client, ONE, version=version, location="Phòng trưng bày [K2]", maker="Lò mới")
    assert answer.status_code == 303
    assert read(parts).maker == "Lò mới"


def test_a_draft_is_offered_continued_and_dropped_when_saved(conservator_client, parts, bowl):
    path = "/api/v1/drafts/artifact?key=PM.01"
    conservator_client.put(path, json={"values": {"maker": "Đang gõ dở"}, "base_version": 1})
    page = conservator_client.get(ONE).text
    assert "bản nháp chưa lưu" in page
    assert "Đang gõ dở" not in page
    assert 'name="waiting_draft"' in page
    send(conservator_client, ONE, version="1", maker="Khác", waiting_draft="yes")
    assert conservator_client.get(path).get_json()["draft"]  # it still waits to be looked at
    opened = conservator_client.get(f"{ONE}?draft=continue").text
    assert 'value="Đang gõ dở"' in opened
    assert hidden(opened, "version") == "1"
    merged = send(conservator_client, ONE, version="1", maker="Đang gõ dở")
    assert merged.status_code == 409
    send(conservator_client, ONE, version="2", maker="Đang gõ dở")
    assert conservator_client.get(path).get_json() == {"draft": None}


def test_a_draft_is_thrown_away(conservator_client, stores):
    conservator_client.put("/api/v1/drafts/artifact", json={"values": {"title_vi": "Thôi"}})
    answer = send(conservator_client, "/vi/workbench/artifacts/drafts/discard", number="")
    assert answer.headers["Location"].endswith("/artifacts/new")
    assert conservator_client.get("/api/v1/drafts/artifact").get_json() == {"draft": None}


@pytest.mark.parametrize("path", [NEW, ONE])
def test_a_form_that_comes_after_the_session_ended_is_kept_for_its_writer(app, conservator_client, bowl, path):
    page = conservator_client.get(path).text
    typed = {"keeper": hidden(page, "keeper"), "version": "1", "maker": "Gõ rất lâu", "title_vi": "Bát sứ"}
    late = PersonClient(app)  # the session's cookie is gone, the page is still open
    answer = late.post(path, data=typed, headers={**HTML, "Accept-Language": "en"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/vi/login?next=/vi/")
    login = late.get(answer.headers["Location"]).text
    assert "vẫn được giữ" in login
    back = submit_login(late, "conservator@example.org", PASSWORD, hidden(login, "next").replace("&amp;", "&"))
    assert back.headers["Location"].endswith("?draft=continue")
    assert 'value="Gõ rất lâu"' in late.get(back.headers["Location"]).text


def test_nobody_can_write_drafts_for_somebody_else(app, client, conservator_client, parts, bowl):
    for seal in ("", "no-seal", hidden(conservator_client.get(ONE).text, "keeper")[:-2]):
        answer = client.post(ONE, data={"keeper": seal, "maker": "x"}, headers=HTML)
        assert answer.status_code == 403
        assert "csrf" in answer.text
    with parts.readers() as session:
        assert session.scalars(select(FormDraft)).all() == []


def test_two_writers_are_brought_together_field_by_field(conservator_client, parts, bowl):
    first = send(conservator_client, ONE, version="1", title_vi="Bát của người kia", origin="mua", maker="Lò cũ")
    assert first.status_code == 303
    mine = {"version": "1", "title_vi": "Bát của tôi", "origin": "", "maker": "Lò cũ", "subject": "Mai hạc"}
    second = send(conservator_client, ONE, **mine)
    assert second.status_code == 409
    page = second.text
    choices = re.findall(r'<input type="radio" id="[^"]*" name="(\w+)" value="([^"]*)"', page)
    assert choices == [("title_vi", "Bát của tôi"), ("title_vi", "Bát của người kia"), ("title_vi", "Bát sứ")]
    assert ">\nmua</textarea>" in page  # taken over by itself
    assert "Mai hạc" in page
    assert Outline(page).inline == []
    chosen = {
        "version": hidden(page, "version"),
        "title_vi": "Bát của người kia",
        "origin": "mua",
        "subject": "Mai hạc",
    }
    back = send(conservator_client, ONE, **chosen, then="form")
    assert back.status_code == 200
    assert 'value="Bát của người kia"' in back.text
    assert send(conservator_client, ONE, **chosen).status_code == 303
    kept = read(parts)
    assert (kept.title_vi, kept.origin, kept.subject, kept.maker) == ("Bát của người kia", "mua", "Mai hạc", "Lò cũ")


def test_the_history_takes_one_change_back(conservator_client, parts, bowl):
    send(conservator_client, ONE, version="1", maker="Lò mới", subject="Mai hạc")
    page = conservator_client.get(ONE).text
    assert "Lò cũ" in page
    (url,) = re.findall(r'data-action="revert" href="([^"]*)"', page)
    asked = conservator_client.get(url).text
    assert 'name="field" value="maker" checked' in asked
    done = send(conservator_client, url, version=hidden(asked, "version"), field="maker")
    assert done.headers["Location"].endswith("#history")
    assert (read(parts).maker, read(parts).subject) == ("Lò cũ", "Mai hạc")


def test_history_and_review_are_not_for_the_public(client, member_client, bowl):
    for path in ("/vi/workbench/review/", "/vi/workbench/merge/?keep=PM.01", "/vi/workbench/review/artifact/PM.01"):
        assert client.get(path, headers=HTML).status_code == 303
        assert member_client.get(path, headers=HTML).status_code == 403


def test_a_draft_goes_through_review(conservator_client, curator_client, parts, bowl):
    assert send(conservator_client, f"{ONE}/submit", version="1").status_code == 303
    queue = curator_client.get("/vi/workbench/review/").text
    assert "conservator@example.org" in queue
    url = re.search(r'href="(/vi/workbench/review/artifact/PM\.01)"', queue)[1]
    refused = send(curator_client, f"{url}/approve", version="2")
    assert refused.status_code == 422
    assert "Loại hình" in refused.text
    assert send(curator_client, f"{url}/return", version="2", note=" ").status_code == 422
    assert send(curator_client, f"{url}/return", version="2", note="Thiếu loại hình").status_code == 303
    assert "Thiếu loại hình" in conservator_client.get(ONE).text
    facts = {"object_type": "bát", "description_vi": "Bát", "location": "Tủ đồ sứ [K1]", "recorder": "A"}
    send(conservator_client, ONE, version="3", recorded_on="2026-01-05", **facts)
    send(conservator_client, f"{ONE}/submit", version="4")
    page = curator_client.get(url).text
    assert Outline(page).inline == []
    assert send(curator_client, f"{url}/approve", version=hidden(page, "version")).status_code == 303
    assert read(parts).status.value == "published"
    send(conservator_client, ONE, version="6", maker="Lò khác")
    assert "Lò khác" in curator_client.get(url).text


def test_duplicates_are_compared_and_merged_on_a_page(curator_client, parts, bowl):
    with parts.sessions.begin() as session:
        register_artifact(
            session, SYSTEM, {**FACTS, "accession_number": "PM.02", "subject": "Mai hạc", "maker": "Lò B"}
        )
    asked = curator_client.get("/vi/workbench/merge/?keep=PM.01").text
    assert "drop=PM.02" in asked
    assert "PM.09" in curator_client.get("/vi/workbench/merge/?keep=PM.01&drop=PM.09").text
    page = curator_client.get("/vi/workbench/merge/?keep=PM.01&drop=PM.02").text
    assert re.search(r'id="g-subject"[^>]*checked', page)  # an empty field takes the other's value
    assert re.search(r'id="k-maker"[^>]*checked', page)
    form = {name: hidden(page, name) for name in ("keep", "drop", "keep_version", "drop_version")}
    done = send(curator_client, "/vi/workbench/merge/", **form, **{"take.subject": "other", "take.maker": "own"})
    assert done.status_code == 303
    assert (read(parts).subject, read(parts).maker) == ("Mai hạc", "Lò cũ")
    assert "PM.01</a>" in curator_client.get("/vi/workbench/artifacts/PM.02").text
    (url,) = re.findall(r'data-action="revert" href="([^"]*)"', curator_client.get(ONE).text)
    asked = curator_client.get(url).text
    assert send(curator_client, url, version=hidden(asked, "version")).status_code == 303
    assert read(parts, "PM.02").status.value == "draft"
    assert read(parts).subject is None
