"""Codes on labels: they survive scanners, keyboards and new numbers, and lead to one record."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import NotFoundError
from catalogue.services.artifacts import register_artifact, update_artifact
from catalogue.services.codes import find_labelled
from catalogue.services.locations import add_location
from catalogue.services.sites import register_site
from catalogue.vocab.codes import SIGNS, find_code, id_range, write_code
from tests.cataloguing import PUBLIC, STAFF, published_artifact

idents = st.uuids()


@given(idents)
def test_a_code_leads_back_to_its_id_and_nothing_that_telex_or_vni_would_change(ident: UUID):
    code = write_code(ident)
    assert len(code) == 16
    assert not set(code) & set("AEIOUYWĐDSFRXJZ")
    first, last = id_range(code)
    assert first <= ident <= last
    assert find_code(code) == code


@given(idents, st.integers(0, 15), st.sampled_from(SIGNS))
def test_a_wrong_sign_is_noticed(ident: UUID, place: int, sign: str):
    code = write_code(ident)
    wrong = code[:place] + sign + code[place + 1 :]
    assert (find_code(wrong) is None) == (wrong != code)


@pytest.mark.parametrize(
    "form", ["{0}", "https://di-san.hue.vn/q/{0}", "HTTPS://HUE.VN/Q/{0}/", "htttps://đi-sản/q/{0}", " {0}\n"]
)
def test_a_code_is_found_in_whatever_a_scanner_types(form):
    code = write_code(uuid4())
    assert find_code(form.format(code)) == code
    assert find_code(form.format(code.lower())) == code


@pytest.mark.parametrize("text", ["", "MV.TĐ.01", "https://hue.vn/q/", "0000000000000009", "TTTTTTTTTTTTTTTT"])
def test_other_texts_hold_no_code(text):
    assert find_code(text) is None


@pytest.fixture
def house(session):
    site = register_site(session, STAFF, {"code": "PTH", "title_vi": "Phủ Tường Huy"})
    room = add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Kho"})
    return {
        "draft": register_artifact(session, STAFF, {"accession_number": "G.1", "title_vi": "Bát"}),
        "shown": published_artifact(session, "PTH.TĐ.01"),
        "room": room,
        "site": site,
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("draft", "G.1"),
        ("room", " K1 "),
        ("site", "PTH"),
        ("shown", "https://hue.vn/vi/artifacts/PTH.T%C4%90.01"),
        ("room", "https://hue.vn/en/workbench/locations/K1"),
        ("site", "https://hue.vn/vi/sites/PTH/"),
    ],
)
def test_numbers_codes_and_addresses_lead_to_the_record(session, house, name, text):
    assert find_labelled(session, STAFF, text) is house[name]
    assert find_labelled(session, STAFF, write_code(house[name].id)) is house[name]


def test_a_label_stays_good_when_the_number_changes(session, house):
    code = write_code(house["draft"].id)
    update_artifact(session, STAFF, "G.1", {"accession_number": "BT.7"}, expected_version=None)
    assert find_labelled(session, STAFF, code).accession_number == "BT.7"


@pytest.mark.parametrize("text", ["", "K2", "https://hue.vn/elsewhere/G.1", "0" * 16])
def test_what_is_nowhere_is_named(session, house, text):
    with pytest.raises(NotFoundError) as unknown:
        find_labelled(session, STAFF, text)
    assert unknown.value.code == "code_unknown"


@pytest.mark.parametrize("name", ["draft", "room", "site"])
def test_the_public_finds_what_is_public_alone(session, house, name):
    assert find_labelled(session, PUBLIC, write_code(house["shown"].id)) is house["shown"]
    with pytest.raises(NotFoundError):
        find_labelled(session, PUBLIC, write_code(house[name].id))
