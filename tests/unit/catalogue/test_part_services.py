"""Parts of records: added, changed and withdrawn by themselves, found by their words, seen from both ends."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from catalogue.errors import ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.records import Agent, Audit, Place
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import change_artifact_status
from catalogue.services.designations import designations
from catalogue.services.history import history
from catalogue.services.identifiers import identifiers
from catalogue.services.inscriptions import inscriptions
from catalogue.services.links import links, list_links
from catalogue.services.measurements import measurements
from catalogue.services.record_agents import record_agents
from catalogue.services.record_places import record_places
from catalogue.services.record_terms import record_terms
from catalogue.services.sites import register_site
from catalogue.services.texts import texts
from catalogue.services.vocabularies import Label, add_term, add_vocabulary
from catalogue.vocab.terms import Status, Visibility
from tests.cataloguing import ADMIN, PUBLIC, STAFF, published_artifact


@pytest.fixture
def urn(session):
    """An artifact that everybody sees."""
    return published_artifact(session, "PTH.TĐ.01")


def found(session, words, who=PUBLIC):
    return [hit.number for hit in search(session, who, SearchQuery(words)).hits]


def refused(call, *arguments, **more):
    with pytest.raises(ValidationError) as caught:
        call(*arguments, **more)
    return caught.value.fields


def test_a_measurement_lives_by_itself_and_leaves_the_record_alone(session, urn):
    before = urn.version
    row = measurements.add(session, STAFF, urn, {"dimension": "height", "value": "2,3", "unit": "m", "part": "thân"})
    assert (row.value, row.version, urn.version) == (2.3, 1, before)
    measurements.update(session, STAFF, urn, row.id, {"value": 2.31}, expected_version=1)
    assert row.version == 2
    with pytest.raises(StaleError):
        measurements.update(session, STAFF, urn, row.id, {"value": 9}, expected_version=1)
    measurements.withdraw(session, STAFF, urn, row.id, expected_version=2)
    assert measurements.list(session, PUBLIC, urn) == []
    assert measurements.list(session, STAFF, urn, is_withdrawn=True) == [row]
    assert measurements.list(session, PUBLIC, urn, is_withdrawn=True) == []
    measurements.restore(session, STAFF, urn, row.id)
    assert measurements.list(session, PUBLIC, urn) == [row]
    actions = session.scalars(select(Audit.action).where(Audit.record_id == row.id).order_by(Audit.version)).all()
    assert actions == ["add", "update", "withdraw", "restore"]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, {"dimension": "required", "value": "required", "unit": "required"}),
        ({"dimension": "height", "value": 0, "unit": "mm"}, {"value": "out_of_range"}),
        ({"dimension": "height", "value": 3, "unit": "kg"}, {"unit": "unit_unfit"}),
        ({"dimension": "weight", "value": 3, "unit": "mm"}, {"unit": "unit_unfit"}),
        ({"dimension": "girth", "value": "ba", "unit": "mm"}, {"dimension": "not_in_list", "value": "not_a_number"}),
    ],
)
def test_unfit_measurements_are_refused_field_by_field(session, urn, values, fields):
    assert refused(measurements.add, session, STAFF, urn, values) == fields
    assert measurements.list(session, STAFF, urn) == []


def test_a_refused_change_is_dropped(session, urn):
    row = measurements.add(session, STAFF, urn, {"dimension": "height", "value": 2, "unit": "m"})
    assert refused(measurements.update, session, STAFF, urn, row.id, {"unit": "kg"}, expected_version=1)
    session.flush()
    assert (row.unit.value, row.version) == ("m", 1)
    assert refused(measurements.update, session, STAFF, urn, row.id, {"value": ""}, expected_version=1) == {
        "value": "required"
    }


def test_only_writers_write_and_a_part_belongs_to_its_record(session, urn):
    other = published_artifact(session, "PTH.TĐ.02")
    row = measurements.add(session, STAFF, other, {"dimension": "height", "value": 2, "unit": "m"})
    for ident in (row.id, uuid4()):
        with pytest.raises(NotFoundError):
            measurements.update(session, STAFF, urn, ident, {"value": 1}, expected_version=None)
    for call in (measurements.add, identifiers.add):
        with pytest.raises(ForbiddenError):
            call(session, PUBLIC, urn, {})


def test_an_identifier_stands_for_one_record_and_is_freed_by_withdrawal(session, urn):
    other = published_artifact(session, "PTH.TĐ.02")
    old = {"scheme": "sổ 1962", "value": "BTH 114"}
    row = identifiers.add(session, STAFF, urn, old)
    assert found(session, "bth 114") == ["PTH.TĐ.01"]
    assert refused(identifiers.add, session, STAFF, urn, old) == {"value": "part_taken"}
    assert refused(identifiers.add, session, STAFF, other, old) == {"value": "identifier_taken"}
    identifiers.withdraw(session, STAFF, urn, row.id)
    assert found(session, "bth 114") == []
    identifiers.add(session, STAFF, other, old)
    assert found(session, "bth 114") == ["PTH.TĐ.02"]
    assert refused(identifiers.restore, session, STAFF, urn, row.id) == {"value": "identifier_taken"}
    span = {"scheme": "kho", "value": "7", "valid_from": "1990-01-02", "valid_to": "1990-01-01"}
    assert refused(identifiers.add, session, STAFF, urn, span) == {"valid_to": "before_begin"}


def test_what_was_withdrawn_and_is_added_again_comes_back(session, urn):
    row = identifiers.add(session, STAFF, urn, {"scheme": "kho", "value": "7", "note": "nhầm"})
    identifiers.withdraw(session, STAFF, urn, row.id)
    again = identifiers.add(session, STAFF, urn, {"scheme": "kho", "value": "7"})
    assert (again.id, again.note, again.withdrawn_at) == (row.id, None, None)


def test_an_inscription_is_found_by_its_characters_its_reading_and_its_translation(session, urn):
    words = {"script": "Hani", "language": "lzh", "transcription": "明命十六年", "phonetic": "Minh Mệnh thập lục niên",
             "translation_vi": "Năm Minh Mạng thứ 16", "translation_en": "Sixteenth year of Minh Mạng"}  # fmt: skip
    row = inscriptions.add(session, STAFF, urn, words)
    for question in ("明命十六年", "thap luc nien", "sixteenth year"):
        assert found(session, question) == ["PTH.TĐ.01"]
    inscriptions.update(session, STAFF, urn, row.id, {"translation_en": "Year 16"}, expected_version=None)
    assert found(session, "sixteenth") == []
    assert refused(inscriptions.add, session, STAFF, urn, {"script": "Hani"}) == {"transcription": "inscription_empty"}
    unfit = {"script": "hán", "language": "tiếng Hán", "transcription": "明"}
    assert refused(inscriptions.add, session, STAFF, urn, unfit) == {"script": "not_in_list", "language": "not_in_list"}


def test_texts_stand_in_any_language_and_script(session, urn):
    nom = texts.add(session, STAFF, urn, {"field": "title", "lang": "vi", "script": "Hani", "value": "高鼎"})
    texts.add(session, STAFF, urn, {"field": "description", "lang": "fr", "value": "Urne dynastique"})
    assert [row.lang for row in texts.list(session, PUBLIC, urn)] == ["fr", "vi"]
    assert found(session, "urne dynastique") == found(session, "高鼎") == ["PTH.TĐ.01"]
    assert refused(texts.add, session, STAFF, urn, {"field": "title", "lang": "vi", "value": "Cao"}) == {
        "lang": "text_has_own_field"
    }
    twin = {"field": "title", "lang": "vi", "script": "Hani", "value": "高"}
    assert refused(texts.add, session, STAFF, urn, twin) == {"lang": "part_taken"}
    unfit = {"field": "smell", "lang": "xx", "script": "Xxxx", "value": "?"}
    assert set(refused(texts.add, session, STAFF, urn, unfit)) == {"field", "lang", "script"}
    texts.update(session, STAFF, urn, nom.id, {"script": "", "lang": "lzh"}, expected_version=1)
    assert nom.script == ""


def test_decisions_have_their_days_in_order(session, urn):
    decision = {"kind": "national_treasure", "decision_number": "1426/QĐ-TTg", "decision_date": "2012-10-01"}
    row = designations.add(session, STAFF, urn, {**decision, "authority": "Thủ tướng Chính phủ"})
    assert found(session, "1426/QĐ-TTg") == ["PTH.TĐ.01"]
    early = {"revoked_on": "2011-01-01"}
    assert refused(designations.update, session, STAFF, urn, row.id, early, expected_version=1) == {
        "revoked_on": "before_begin"
    }
    future = {"kind": "national", "decision_date": "2999-01-01", "file_id": str(uuid4())}
    assert refused(designations.add, session, STAFF, urn, future) == {
        "decision_date": "in_future", "file_id": "not_found"
    }  # fmt: skip


def add_agent(session, code, title, visibility=Visibility.PUBLIC):
    agent = Agent(code=code, title_vi=title, ext={}, status=Status.PUBLISHED, visibility=visibility)
    session.add(agent)
    session.flush()
    return agent


def test_a_happening_reads_its_date_and_knows_agent_and_place_by_code_or_name(session, urn):
    maker = add_agent(session, "NN.01", "Vũ khố")
    place = Place(code="TH", kind="province", title_vi="Thừa Thiên", folded="thua thien")
    session.add(place)
    session.flush()
    row = history.add(
        session, STAFF, urn, {"kind": "production", "date_text": "Minh Mạng 15", "agent": "Vũ khố", "place": "TH"}
    )
    assert (row.year_from, row.year_to, row.edtf, row.calendar) == (1834, 1834, "1834", "reign")
    assert row.earliest.isoformat() == "1834-02-09"
    assert (row.reign, row.agent_id, row.place_id) == ("Minh Mạng", maker.id, place.id) or row.reign
    history.update(session, STAFF, urn, row.id, {"date_text": "thế kỷ XIX"}, expected_version=1)
    assert (row.year_from, row.year_to, row.reign) == (1801, 1900, None)
    history.update(session, STAFF, urn, row.id, {"date_text": "", "agent": ""}, expected_version=None)
    assert (row.year_from, row.edtf, row.agent_id) == (None, None, None)


def test_what_a_happening_names_must_be_there(session, urn):
    add_agent(session, "A1", "Nguyễn Văn A")
    add_agent(session, "A2", "Nguyễn Văn A")
    event = {"kind": "use"}
    assert refused(history.add, session, STAFF, urn, event | {"agent": "Nguyễn Văn A"}) == {"agent": "ambiguous"}
    assert refused(history.add, session, STAFF, urn, event | {"agent": "không ai"}) == {"agent": "not_found"}
    assert refused(history.add, session, STAFF, urn, event | {"place": "không đâu"}) == {"place": "not_found"}
    assert refused(history.add, session, STAFF, urn, event | {"date_text": "Minh Mạng 99"}) == {
        "date_text": "date_reign_year"
    }


def test_a_link_is_read_from_both_ends_and_only_by_those_who_see_both(session, urn):
    bell = published_artifact(session, "CH.01")
    hidden = published_artifact(session, "CH.02")
    change_artifact_status(session, STAFF, "CH.02", Status.DRAFT)
    row = links.add(session, STAFF, urn, {"kind": "part_of", "other": "CH.01", "note": "bộ"})
    links.add(session, STAFF, urn, {"kind": "related", "other": "CH.02"})
    assert [(seen.other.id, seen.is_inverse) for seen in list_links(session, PUBLIC, urn)] == [(bell.id, False)]
    assert [(seen.other.id, seen.is_inverse) for seen in list_links(session, PUBLIC, bell)] == [(urn.id, True)]
    assert {seen.other.id for seen in list_links(session, STAFF, urn)} == {bell.id, hidden.id}
    assert refused(links.add, session, STAFF, bell, {"kind": "part_of", "other": urn.accession_number}) == {
        "other": "link_circular"
    }
    assert refused(links.add, session, STAFF, hidden, {"kind": "related", "other": urn.accession_number}) == {
        "other": "part_taken"
    }
    assert refused(links.add, session, STAFF, urn, {"kind": "related", "other": urn.accession_number}) == {
        "other": "link_to_itself"
    }
    assert refused(links.add, session, STAFF, urn, {"kind": "related", "other": "NONE"}) == {"other": "not_found"}
    links.withdraw(session, STAFF, urn, row.id)
    assert list_links(session, PUBLIC, bell) == []


def test_agents_places_and_terms_describe_a_record_once_each(session, urn):
    add_agent(session, "A1", "Lê Văn Khôi")
    add_agent(session, "A2", "Người giữ kín", Visibility.RESTRICTED)
    session.add(Place(code="KL", kind="commune", title_vi="Kim Long", folded="kim long"))
    vocabulary = add_vocabulary(session, ADMIN, {"slug": "mau", "title_vi": "Mẫu"})
    add_term(session, ADMIN, vocabulary, {"slug": "dong-thau"}, [Label("vi", "đồng thau"), Label("en", "brass")])
    record_agents.add(session, STAFF, urn, {"agent": "A1", "role": "maker"})
    record_agents.add(session, STAFF, urn, {"agent": "A2", "role": "owner"})
    record_places.add(session, STAFF, urn, {"place": "KL", "role": "made"})
    record_terms.add(session, STAFF, urn, {"term": "dong thau", "facet": "material", "part": "quai"})
    record_terms.add(session, STAFF, urn, {"term": "mau/dong-thau", "facet": "material"})
    for question in ("le van khoi", "kim long", "brass"):
        assert found(session, question) == ["PTH.TĐ.01"]
    assert found(session, "người giữ kín", STAFF) == []
    for noun, values, field in (
        (record_agents, {"agent": "A1", "role": "maker"}, "agent"),
        (record_places, {"place": "KL", "role": "made"}, "place"),
        (record_terms, {"term": "brass", "facet": "material"}, "term"),
    ):
        assert refused(noun.add, session, STAFF, urn, values) == {field: "part_taken"}
    assert refused(record_terms.add, session, STAFF, urn, {"term": "vàng mười", "facet": "material"}) == {
        "term": "not_found"
    }


def test_a_record_with_two_hundred_measurements_takes_one_more(session, urn):
    for number in range(200):
        measurements.add(session, STAFF, urn, {"dimension": "height", "value": number + 1, "unit": "mm"})
    session.expire_all()
    row = measurements.add(session, STAFF, urn, {"dimension": "weight", "value": 3, "unit": "kg"})
    assert row.position == 200


def test_a_site_has_parts_too(session):
    site = register_site(session, STAFF, {"code": "PTH", "title_vi": "Điện Phụng Tiên"})
    designations.add(session, STAFF, site, {"kind": "special_national", "decision_number": "1272/QĐ-TTg"})
    assert found(session, "1272/QĐ-TTg", STAFF) == ["PTH"]
