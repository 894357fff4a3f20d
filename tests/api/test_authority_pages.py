"""Pages of people, places and vocabularies: found, entered, mended, merged; in both languages."""

from __future__ import annotations

import io
import re

import pytest

from catalogue.records import Artifact, RecordTerm, Term
from catalogue.services.starter import load_starter
from catalogue.vocab.heritage import TermFacet
from tests.people import SYSTEM

AGENTS, PLACES, WORDS = "/vi/workbench/agents", "/vi/workbench/places", "/vi/workbench/vocabularies"
SKOS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://example.org/m/> .
:s a skos:ConceptScheme .
:metal a skos:Concept ; skos:prefLabel "kim loại"@vi, "metal"@en .
"""
CIRCLE = (
    SKOS
    + ':gold a skos:Concept ; skos:prefLabel "vàng"@vi ; skos:broader :gold2 . '
    + (':gold2 a skos:Concept ; skos:prefLabel "vàng ta"@vi ; skos:broader :gold .')
)


def post(who, url, **form):
    return who.post(url, data={"csrf_token": who.csrf_token, **form})


def entered(who, base, **form):
    answer = post(who, f"{base}/new", **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_the_public_is_led_to_the_login(client):
    for base in (AGENTS, PLACES, WORDS):
        assert client.get(f"{base}/").status_code == 303


def test_somebody_is_entered_found_without_accents_and_published(curator_client):
    place = entered(curator_client, AGENTS, title_vi="Minh Mạng", kind="person", other_names="Thánh Tổ")
    assert place.endswith("/agents/minh-mang")
    assert "Minh Mạng" in curator_client.get(f"{AGENTS}/?q=thanh+to").text
    assert "Minh Mạng" not in curator_client.get(f"{AGENTS}/?q=gia+long").text
    assert curator_client.get("/en/workbench/agents/minh-mang").status_code == 200
    saved = post(curator_client, f"{AGENTS}/minh-mang", title_vi="Minh Mạng", dates_text="1791-1841", version="1")
    assert saved.status_code == 303
    assert "1791-1841" in curator_client.get(f"{AGENTS}/minh-mang").text
    stale = post(curator_client, f"{AGENTS}/minh-mang", title_vi="Khác", version="1")
    assert (stale.status_code, "Khác" in stale.text) == (409, True)
    assert post(curator_client, f"{AGENTS}/minh-mang/publish", version="2").status_code == 303


def test_a_double_is_shown_before_it_is_saved(curator_client):
    entered(curator_client, AGENTS, title_vi="Nguyễn Văn Tường", kind="person")
    shown = post(curator_client, f"{AGENTS}/new", title_vi="Nguyen Van Tuong", kind="person")
    assert (shown.status_code, "nguyen-van-tuong" in shown.text) == (200, True)
    assert 'name="is_new_one"' in shown.text
    entered(curator_client, AGENTS, title_vi="Nguyen Van Tuong", kind="person", is_new_one="1")
    merged = post(curator_client, f"{AGENTS}/nguyen-van-tuong-2/merge", into="nguyen-van-tuong", version="1")
    assert merged.headers["Location"].endswith("/agents/nguyen-van-tuong")
    wrong = post(curator_client, f"{AGENTS}/nguyen-van-tuong/merge", into="nobody", version="2")
    assert wrong.status_code == 422


def test_faults_of_a_form_stand_beside_their_fields(curator_client):
    for url, form in (
        (f"{AGENTS}/new", {"title_vi": "", "kind": "person"}),
        (f"{PLACES}/new", {"title_vi": "x", "kind": "village", "parent": "nowhere"}),
        (f"{WORDS}/", {"slug": "Chất liệu", "title_vi": "x"}),
    ):
        answer = post(curator_client, url, **form)
        assert answer.status_code == 422
        assert "fault-text" in answer.text


def test_an_area_is_renamed_and_old_and_new_address_are_shown(curator_client):
    entered(curator_client, PLACES, title_vi="Việt Nam", kind="country")
    entered(curator_client, PLACES, title_vi="tỉnh Thừa Thiên Huế", kind="province", parent="viet-nam")
    old = f"{PLACES}/tinh-thua-thien-hue"
    missing = post(curator_client, f"{old}/rename", title_vi="thành phố Huế", valid_from="", change_reason="")
    assert missing.status_code == 422
    done = post(
        curator_client, f"{old}/rename", title_vi="thành phố Huế", valid_from="2025-01-01", change_reason="Nghị quyết"
    )
    assert done.headers["Location"].endswith("/places/thanh-pho-hue")
    page = curator_client.get(old).text
    for words in ("tỉnh Thừa Thiên Huế, Việt Nam", "thành phố Huế, Việt Nam", "Nghị quyết"):
        assert words in page
    again = post(curator_client, f"{old}/rename", title_vi="x", valid_from="2026-01-01", change_reason="x")
    assert again.status_code == 422
    found = curator_client.get(f"{PLACES}/?q=hue&on=2010-05-01").text
    assert ("tinh-thua-thien-hue" in found, "thanh-pho-hue" in found) == (True, False)
    saved = post(curator_client, f"{PLACES}/thanh-pho-hue", title_vi="thành phố Huế", title_en="Huế", version="1")
    assert saved.status_code == 303
    assert post(curator_client, f"{PLACES}/thanh-pho-hue", title_vi="y", version="1").status_code == 409


@pytest.fixture
def starter(parts):
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)


def test_a_vocabulary_is_a_tree_with_counts_in_both_languages(parts, starter, curator_client, add_artifact, client):
    add_artifact("A.1", title_vi="Chuông")
    with parts.sessions.begin() as session:
        term = session.query(Term).filter_by(slug="bronze").first() or session.query(Term).first()
        artifact = session.query(Artifact).one()
        session.add(RecordTerm(record_id=artifact.id, term_id=term.id, facet=TermFacet.MATERIAL))
        slug, path = term.slug, term.vocabulary_id
        vocabulary = next(v for v in session.query(type(term)).all() if v.id == term.id).vocabulary_id
        assert vocabulary == path
    listing = curator_client.get(f"{WORDS}/").text
    (first, *_) = re.findall(r"/vi/workbench/vocabularies/([a-z-]+)\"", listing)
    assert first
    owner = next(
        name
        for name in dict.fromkeys(re.findall(r"/vi/workbench/vocabularies/([a-z-]+)\"", listing))
        if f'/terms/{slug}"' in curator_client.get(f"{WORDS}/{name}").text
    )
    page = curator_client.get(f"{WORDS}/{owner}/terms/{slug}").text
    assert "A.1" in page
    public = client.get(f"/en/terms/{owner}/{slug}")
    assert (public.status_code, "A.1" in public.text) == (200, True)
    assert client.get(f"/vi/terms/{owner}").status_code == 200
    assert client.get("/vi/terms/").status_code == 200
    assert client.get(f"/vi/terms/{owner}/nothing").status_code == 404


def test_terms_are_entered_moved_and_retired(curator_client):
    assert post(curator_client, f"{WORDS}/", slug="materials", title_vi="Chất liệu").status_code == 303
    new = f"{WORDS}/materials/terms/new"
    names = {"label_lang": ["vi", "en"], "label_kind": ["preferred", "preferred"]}
    top = post(curator_client, new, **names, label_value=["kim loại", "metal"])
    assert top.headers["Location"].endswith("/terms/kim-loai")
    gold = post(curator_client, new, **names, label_value=["vàng", "gold"], broader="kim-loai")
    assert gold.status_code == 303
    url = f"{WORDS}/materials/terms/vang"
    wrong = post(
        curator_client, url, **names, label_value=["vàng", "gold"], slug="vang", exact_match="aat:1", version="1"
    )
    assert (wrong.status_code, "aat:1" in wrong.text) == (422, True)
    right = post(
        curator_client, url, **names, label_value=["vàng ròng", "gold"], slug="vang", broader="",
        exact_match="https://example.net/gold", version="1",
    )  # fmt: skip
    assert right.status_code == 303
    page = curator_client.get(url).text
    assert ("vàng ròng" in page, "https://example.net/gold" in page) == (True, True)
    assert post(curator_client, url, **names, label_value=["x", "x"], slug="vang", version="1").status_code == 409
    circle = post(curator_client, f"{WORDS}/materials/terms/kim-loai", **names, label_value=["a", "b"], slug="kim-loai",
                  broader="kim-loai", version="1")  # fmt: skip
    assert circle.status_code == 422
    assert post(curator_client, f"{url}/retire", instead="kim-loai").status_code == 303
    assert "/terms/vang" not in curator_client.get(f"{WORDS}/materials").text
    assert "/terms/vang" in curator_client.get(f"{WORDS}/materials?retired=1").text
    refused = post(curator_client, f"{WORDS}/materials/terms/kim-loai/retire", instead="nothing")
    assert refused.status_code == 409


def sent(who, text, name="m.ttl", **more):
    data = {"csrf_token": who.csrf_token, "file": (io.BytesIO(text.encode()), name), **more}
    return who.post(f"{WORDS}/materials/import", data=data, content_type="multipart/form-data")


def test_a_skos_file_is_tried_imported_refused_and_exported(curator_client, log_in):
    post(curator_client, f"{WORDS}/", slug="materials", title_vi="Chất liệu")
    tried = sent(curator_client, SKOS, step="try")
    assert (tried.status_code, "1 mới" in tried.text) == (200, True)
    assert "kim loại" not in curator_client.get(f"{WORDS}/materials").text
    assert sent(curator_client, SKOS, step="commit").status_code == 200
    assert "kim loại" in curator_client.get(f"{WORDS}/materials").text
    refused = sent(curator_client, CIRCLE, step="commit")
    assert (refused.status_code, "Vòng lặp thuật ngữ" in refused.text) == (422, True)
    assert sent(curator_client, "rác", step="try").status_code == 422
    assert sent(curator_client, SKOS, name="m.docx").status_code == 422
    for ending, kind in (("ttl", "text/turtle"), ("rdf", "application/rdf+xml"), ("jsonld", "application/ld+json")):
        out = curator_client.get(f"{WORDS}/materials/vocabulary.{ending}")
        assert (out.status_code, out.mimetype, "kim lo" in out.text) == (200, kind, True)
    restorer = log_in("restorer")
    assert sent(restorer, SKOS, step="commit").status_code == 403
