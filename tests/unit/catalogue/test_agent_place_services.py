"""People, bodies and areas: codes, accent-free lists, hints of doubles, merging; renamings as data."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.records import Audit, Loan, RecordAgent, RecordPlace
from catalogue.services.agents import (
    add_agent,
    change_agent_status,
    count_parts,
    list_agents,
    list_parts,
    merge_agents,
    read_agent,
    similar_agents,
    update_agent,
)
from catalogue.services.authority_names import alike, free_code, names_in, rank_names
from catalogue.services.places import (
    PlaceFilter,
    add_place,
    find_on,
    list_places,
    read_address,
    read_chain,
    read_place,
    rename_places,
    similar_places,
    update_place,
)
from catalogue.services.places import list_parts as place_parts
from catalogue.vocab.heritage import AgentKind, AgentRole, LoanDirection, PlaceKind, PlaceRole
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF, published_artifact


def agent(session, title, **more):
    return add_agent(session, STAFF, {"title_vi": title, **more})


def place(session, title, **more):
    return add_place(session, STAFF, {"title_vi": title, "kind": "province", **more})


def codes(page):
    return [row.code for row in page.items]


def test_an_agent_gets_a_code_of_its_name_and_a_memory(session):
    first, second = agent(session, "Minh Mạng"), agent(session, "Minh Mạng", kind="family")
    assert (first.code, second.code, second.kind) == ("minh-mang", "minh-mang-2", AgentKind.FAMILY)
    assert session.query(Audit).filter_by(record_id=first.id, action="add").count() == 1
    named = agent(session, "Trung tâm Bảo tồn", code="TTBT")
    assert named.code == "TTBT"
    assert agent(session, "漢字").code not in {"", None}


def test_unfit_agents_are_refused(session):
    agent(session, "Gia Long", code="GL")
    with pytest.raises(ConflictError) as taken:
        agent(session, "Khác", code="GL")
    assert (taken.value.code, taken.value.values) == ("agent_taken", {"agent": "GL"})
    for values, fault in (
        ({"title_vi": " "}, {"title_vi": "required"}),
        ({"title_vi": "x", "code": "a/b"}, {"code": "malformed"}),
        ({"title_vi": "x", "year_from": 1850, "year_to": 1800}, {"year_to": "out_of_range"}),
        ({"title_vi": "x", "kind": "god"}, {"kind": "not_in_list"}),
    ):
        with pytest.raises(ValidationError) as refused:
            add_agent(session, STAFF, values)
        assert refused.value.fields == fault
    with pytest.raises(ForbiddenError):
        add_agent(session, PUBLIC, {"title_vi": "x"})
    with pytest.raises(NotFoundError):
        read_agent(session, STAFF, "nobody")


def test_agents_are_changed_in_turn_and_seen_when_published(session):
    row = agent(session, "Tự Đức")
    update_agent(session, STAFF, row.code, {"dates_text": "1829-1883"}, expected_version=1)
    with pytest.raises(StaleError):
        update_agent(session, STAFF, row.code, {"dates_text": "?"}, expected_version=1)
    assert list_agents(session, PUBLIC).total == 0
    change_agent_status(session, STAFF, row.code, Status.PUBLISHED)
    assert codes(list_agents(session, PUBLIC)) == ["tu-duc"]
    change_agent_status(session, STAFF, row.code, Status.WITHDRAWN)
    assert list_agents(session, STAFF).total == 0


def test_agents_are_found_without_accents_by_any_name_and_page(session):
    for number in range(7):
        agent(session, f"Thợ đúc Nguyễn Văn {number}")
    king = agent(session, "Nguyễn Phúc Đảm", other_names="Minh Mạng; Thánh Tổ Nhân hoàng đế")
    assert codes(list_agents(session, STAFF, words="thanh to")) == [king.code]
    assert codes(list_agents(session, STAFF, words="dam nguyen")) == [king.code]
    assert list_agents(session, STAFF, words="Minh").items == [king]
    assert list_agents(session, STAFF, words="nguyen", kind=AgentKind.BODY).total == 0
    first = list_agents(session, STAFF, words="nguyen", limit=5)
    second = list_agents(session, STAFF, words="nguyen", limit=5, cursor=first.next)
    assert (first.total, len(second.items), second.next) == (8, 3, None)
    assert not set(codes(first)) & set(codes(second))
    with pytest.raises(ValidationError):
        list_agents(session, STAFF, words="nguyen", cursor="x")


def test_exact_accents_and_whole_names_come_first(session):
    for name in ("Hoàng Thị Huệ", "Huê", "Huế", "Bảo tàng Huế"):
        agent(session, name)
    assert [row.title_vi for row in list_agents(session, STAFF, words="huế").items][:2] == ["Huế", "Huê"]


def test_doubles_are_hinted_at(session):
    agent(session, "Nguyễn Văn Tường")
    agent(session, "Trần Văn Ơn")
    found = similar_agents(session, STAFF, ["Nguyen Van Tuong"])
    assert [row.title_vi for row in found] == ["Nguyễn Văn Tường"]
    assert similar_agents(session, STAFF, ["Nguyễn Văn Tường"], besides="nguyen-van-tuong") == []
    assert similar_agents(session, STAFF, ["Lê Lợi"]) == []
    with pytest.raises(ForbiddenError):
        similar_agents(session, PUBLIC, ["x"])


def test_two_agents_become_one_with_everything_on_them(session):
    kept, gone = agent(session, "Minh Mạng"), agent(session, "Nguyễn Phúc Đảm", dates_text="1791-1841")
    one, two = (published_artifact(session, number) for number in ("A.1", "A.2"))
    session.add_all([
        RecordAgent(record_id=one.id, agent_id=gone.id, role=AgentRole.PATRON),
        RecordAgent(record_id=one.id, agent_id=kept.id, role=AgentRole.PATRON),
        RecordAgent(record_id=two.id, agent_id=gone.id, role=AgentRole.OWNER),
        Loan(number="CM.1", direction=LoanDirection.OUT, partner="x", purpose="x", agent_id=gone.id,
             begins_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 2, 1)),
    ])  # fmt: skip
    session.flush()
    with pytest.raises(StaleError):
        merge_agents(session, STAFF, gone.code, kept.code, expected_version=7)
    merge_agents(session, STAFF, gone.code, kept.code, expected_version=1)
    assert (kept.other_names, kept.dates_text) == ("Nguyễn Phúc Đảm", "1791-1841")
    assert (gone.status, gone.ext["merged_into"]) == (Status.WITHDRAWN, kept.code)
    assert {(part.record.accession_number, part.role) for part in list_parts(session, STAFF, kept)} == {
        ("A.1", AgentRole.PATRON), ("A.2", AgentRole.OWNER),
    }  # fmt: skip
    assert count_parts(session, [kept, gone]) == {kept.id: 2}
    assert session.query(Loan).one().agent_id == kept.id
    assert list_agents(session, STAFF, words="phuc dam").items == [kept]
    with pytest.raises(ValidationError) as same:
        merge_agents(session, STAFF, kept.code, kept.code)
    assert same.value.fields == {"into": "circular"}


def test_names_are_told_apart_and_ranked():
    assert names_in("a; b\nc", None, "a") == ("a", "b", "c")
    assert rank_names([], "x") == []
    assert alike([], ["x"]) == []


def test_a_renaming_is_a_new_row_with_its_reason(session):
    old = place(session, "tỉnh Thừa Thiên Huế", title_en="Thừa Thiên Huế province", valid_from="1989-06-30")
    with pytest.raises(ValidationError) as unsaid:
        rename_places(session, STAFF, [old.code], {"title_vi": "thành phố Huế"})
    assert set(unsaid.value.fields) == {"valid_from", "change_reason"}
    new = rename_places(session, STAFF, [old.code], {
        "title_vi": "thành phố Huế", "title_en": "Huế city", "valid_from": "2025-01-01",
        "change_reason": "Thành phố trực thuộc trung ương", "decision_number": "175/2024/QH15",
    })  # fmt: skip
    assert (old.valid_to, old.successor_id) == (dt.date(2024, 12, 31), new.id)
    assert (new.kind, new.change_reason) == (PlaceKind.PROVINCE, "Thành phố trực thuộc trung ương")
    assert read_chain(session, new) == read_chain(session, old) == [old, new]
    assert find_on(session, new, dt.date(2010, 5, 1)) is old
    assert find_on(session, old, None) is new
    assert find_on(session, new, dt.date(1802, 1, 1)) is new
    with pytest.raises(ConflictError) as over:
        rename_places(session, STAFF, [old.code], {
            "title_vi": "x", "valid_from": "2026-01-01", "change_reason": "x",
        })  # fmt: skip
    assert over.value.code == "place_over"


def test_an_old_address_says_todays_names(session):
    country = place(session, "Việt Nam", kind="country")
    province = place(session, "tỉnh Thừa Thiên Huế", parent_id=country.id)
    district = place(session, "huyện Hương Trà", kind="district", parent_id=province.id, valid_to="2011-11-14")
    commune = place(session, "xã Hương Hồ", kind="commune", parent_id=district.id)
    town = rename_places(session, STAFF, [district.code], {
        "title_vi": "thị xã Hương Trà", "valid_from": "2011-11-15", "change_reason": "Lập thị xã",
    })  # fmt: skip
    rename_places(session, STAFF, [province.code], {
        "title_vi": "thành phố Huế", "title_en": "Huế city", "valid_from": "2025-01-01", "change_reason": "Trực thuộc",
    })  # fmt: skip
    assert read_address(session, commune, dt.date(2000, 1, 1)).text("vi") == (
        "xã Hương Hồ, huyện Hương Trà, tỉnh Thừa Thiên Huế, Việt Nam"
    )
    assert read_address(session, commune).text("en") == "xã Hương Hồ, thị xã Hương Trà, Huế city, Việt Nam"
    assert town.parent_id == province.id


def test_several_areas_merge_into_one(session):
    parts = [place(session, f"phường {name}", kind="commune") for name in ("Phú Hòa", "Phú Cát", "Phú Hiệp")]
    new = rename_places(session, STAFF, [row.code for row in parts], {
        "title_vi": "phường Gia Hội", "valid_from": "2021-07-01", "change_reason": "Sáp nhập ba phường",
    })  # fmt: skip
    assert {row.successor_id for row in parts} == {new.id}
    assert set(read_chain(session, new)) == {*parts, new}
    with pytest.raises(ValidationError) as none:
        rename_places(session, STAFF, [], {"title_vi": "x", "valid_from": "2026-01-01", "change_reason": "x"})
    assert none.value.fields == {"codes": "required"}
    late = place(session, "mới", valid_from="2025-01-01")
    with pytest.raises(ValidationError) as early:
        rename_places(session, STAFF, [late.code], {"title_vi": "y", "valid_from": "2020-01-01", "change_reason": "x"})
    assert early.value.fields == {"valid_from": "out_of_range"}


def test_areas_are_found_without_accents_on_a_day_and_below_another(session):
    province = place(session, "thành phố Đà Nẵng", valid_from="1997-01-01")
    place(session, "quận Hải Châu", kind="district", parent_id=province.id)
    assert codes(list_places(session, words="da nang")) == [province.code]
    assert list_places(session, words="da nang", only=PlaceFilter(day=dt.date(1990, 1, 1))).total == 0
    assert codes(list_places(session, only=PlaceFilter(parent_id=province.id))) == ["quan-hai-chau"]
    assert codes(list_places(session, only=PlaceFilter(kind=PlaceKind.DISTRICT))) == ["quan-hai-chau"]
    assert [row.code for row in similar_places(session, STAFF, ["Thanh pho Da Nang"])] == [province.code]


def test_unfit_areas_are_refused(session):
    top = place(session, "A", code="a")
    below = place(session, "B", code="b", parent_id=top.id)
    for code, changes, fault in (
        ("a", {"parent_id": below.id}, {"parent_id": "circular"}),
        ("a", {"parent_id": top.id}, {"parent_id": "circular"}),
        ("a", {"successor_id": top.id}, {"successor_id": "circular"}),
        ("a", {"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, {"valid_to": "out_of_range"}),
        ("a", {"latitude": 91}, {"latitude": "out_of_range"}),
        ("a", {"code": "x/y"}, {"code": "malformed"}),
        ("a", {"title_vi": ""}, {"title_vi": "required"}),
    ):
        with pytest.raises(ValidationError) as refused:
            update_place(session, STAFF, code, changes, expected_version=None)
        assert refused.value.fields == fault
    with pytest.raises(ConflictError):
        update_place(session, STAFF, "a", {"code": "b"}, expected_version=None)
    with pytest.raises(StaleError):
        update_place(session, STAFF, "a", {"title_en": "x"}, expected_version=9)
    with pytest.raises(NotFoundError):
        read_place(session, "nowhere")
    with pytest.raises(ForbiddenError):
        add_place(session, PUBLIC, {"title_vi": "x", "kind": "village"})


def test_records_of_an_area_are_those_that_the_reader_may_see(session):
    row = place(session, "Phường Đúc", kind="commune")
    artifact = published_artifact(session, "A.1")
    session.add(RecordPlace(record_id=artifact.id, place_id=row.id, role=PlaceRole.MADE))
    session.flush()
    ((part),) = place_parts(session, PUBLIC, row)
    assert (part.record.accession_number, part.role) == ("A.1", PlaceRole.MADE)


def test_codes_count_up(session):
    from catalogue.records import Agent

    agent(session, "Huế")
    agent(session, "Huế", code="hue-2")
    assert free_code(session, Agent.code, "Huế") == "hue-3"
    assert free_code(session, Agent.code, "Huế cổ") == "hue-co"
