"""Imports: every row is accounted for, good rows go on, bad ones are told why, and a whole batch is taken back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, ForbiddenError, ValidationError
from catalogue.records import (
    Artifact,
    Audit,
    Identifier,
    Inscription,
    Measurement,
    Record,
    RecordTerm,
    SearchEntry,
    SearchRow,
    Site,
)
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import change_artifact_status, read_artifact, register_artifact, update_artifact
from catalogue.services.imports.batches import Source, all_rows, check_rows, keep_batch
from catalogue.services.imports.committing import commit_batch
from catalogue.services.imports.fields import KINDS, fields_of
from catalogue.services.imports.mapping import Plan, find_mapping, keep_mapping, read_plan, suggest_plan
from catalogue.services.imports.undoing import undo_batch
from catalogue.services.sites import register_site
from catalogue.services.starter import load_starter
from catalogue.services.vocabularies import list_terms, read_vocabulary
from catalogue.vocab.heritage import BatchState
from catalogue.vocab.terms import Status
from tests.cataloguing import PUBLIC, STAFF
from tests.databases import ON_SQLITE

HEADER = ("Số hiệu", "Tên hiện vật", "Chất liệu", "Niên đại", "Cao (cm)", "Số lượng", "Di tích", "Ngày ghi")
LEFT = (Artifact, Site, Record, SearchEntry, SearchRow, Identifier, Inscription, Measurement, RecordTerm)


def source(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Source:
    return Source("thử.csv", "0" * 64, header, lambda _: enumerate(rows, 2))


def imported(session: Session, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, **more: object):
    """Checked, kept and committed; the batch and its rows' actions, problems and notices."""
    given = source(rows, header)
    kind = str(more.pop("kind", "artifacts"))
    plan = suggest_plan(kind, header)
    if more:
        plan = Plan(**{**{name: getattr(plan, name) for name in plan.__slots__}, **more})
    checked = check_rows(session, STAFF, given, plan)
    batch = keep_batch(session, STAFF, given, plan, checked)
    before = told(session, batch)
    commit_batch(session, STAFF, batch.id, given)
    after = told(session, batch)
    assert [row[1] for row in before] == [row[1] for row in after], "the dry run said something else"
    return batch, after


def told(session: Session, batch) -> list[tuple[int, str, list[tuple[str, str]], list[str]]]:
    return [
        (
            row.row_number,
            row.action.value,
            [(fault["field"], fault["code"]) for fault in row.problems["faults"]],
            [notice["code"] for notice in row.problems["notices"]],
        )
        for row in all_rows(session, STAFF, batch)
    ]


def counted(session: Session) -> dict[str, int]:
    return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) for kind in LEFT}


@pytest.fixture
def site(session: Session) -> Site:
    return register_site(session, STAFF, {"code": "TĐ", "title_vi": "Điện Thái Hòa"})


def test_good_rows_become_drafts_with_dates_search_and_audit_rows(session: Session, site: Site) -> None:
    rows = [
        ["TĐ.01", "Đỉnh đồng", "đồng; vàng", "Minh Mạng 15", "12,5", "2", "dien thai hoa", "3/2/2024"],
        ["TĐ.02", "Ngai vàng", "", "", "", "", "TĐ", ""],
    ]
    batch, after = imported(session, rows)
    assert [row[1:3] for row in after] == [("create", []), ("create", [])]
    assert batch.counts == {"rows": 2, "create": 2, "notices": 0}
    urn = read_artifact(session, STAFF, "TĐ.01")
    assert (urn.materials, urn.height_mm, urn.count, urn.site_id) == (["đồng", "vàng"], 125.0, 2, site.id)
    assert (urn.year_from, urn.date_edtf, urn.date_reign, urn.date_earliest.isoformat()) == (
        1834, "1834", "minh-mang", "1834-02-09",
    )  # fmt: skip
    assert urn.recorded_on.isoformat() == "2024-02-03"
    assert (urn.status, urn.version, session.get(Record, urn.id).kind.value) == (Status.DRAFT, 1, "artifact")
    audit = session.scalars(select(Audit).where(Audit.record_id == urn.id)).one()
    assert (audit.action, audit.actor, audit.changes["title_vi"]) == ("register", STAFF.name, [None, "Đỉnh đồng"])
    found = search(session, STAFF, SearchQuery("dinh dong", {"material": ["vàng"]}))
    assert [hit.number for hit in found.hits] == ["TĐ.01"]
    if ON_SQLITE:
        session.execute(text("INSERT INTO search_text(search_text, rank) VALUES ('integrity-check', 1)"))


BAD = {
    "no number": (["", "Bình", "", "", "", "", "", ""], ("accession_number", "required")),
    "malformed number": (["../", "Bình", "", "", "", "", "", ""], ("accession_number", "import_number_malformed")),
    "no name": (["A.2", "", "", "", "", "", "", ""], ("title_vi", "required")),
    "30 February": (["A.3", "Bình", "", "30/2/1835", "", "", "", ""], ("date_text", "date_day_unknown")),
    "a year that never was": (["A.4", "Bình", "", "Minh Mạng 45", "", "", "", ""], ("date_text", "date_reign_year")),
    "a number as date": (["A.5", "Bình", "", "43831", "", "", "", ""], ("date_text", "import_date_number")),
    "no number of cm": (["A.6", "Bình", "", "", "cao", "", "", ""], ("height_mm", "not_a_number")),
    "ambiguous": (["A.7", "Bình", "", "", "1.234", "", "", ""], ("height_mm", "import_number_ambiguous")),
    "none of it": (["A.8", "Bình", "", "", "", "0", "", ""], ("count", "out_of_range")),
    "unknown site": (["A.9", "Bình", "", "", "", "", "Nơi nào", ""], ("site", "import_site_unknown")),
    "31 April": (["A.10", "Bình", "", "", "", "", "", "31/4/2024"], ("recorded_on", "date_day_unknown")),
    "too long": (["A.11", "B" * 301, "", "", "", "", "", ""], ("title_vi", "too_long")),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_told_why_and_the_rest_goes_on(session: Session, name: str) -> None:
    row, fault = BAD[name]
    _, after = imported(
        session, [["TỐT.1", "Bình", "", "", "", "", "", ""], row, ["TỐT.2", *row[1:1], "Chén", *[""] * 6]]
    )
    assert [entry[1] for entry in after] == ["create", "refuse", "create"]
    assert after[1][2] == [fault]
    assert session.scalar(select(func.count()).select_from(Artifact)) == 2


def test_a_number_twice_in_the_file_or_there_already_is_refused(session: Session) -> None:
    register_artifact(session, STAFF, {"accession_number": "CŨ.1", "title_vi": "Cũ"})
    _, after = imported(session, [["A.1", "Một"], ["A.1", "Hai"], ["CŨ.1", "Ba"]], HEADER[:2])
    assert [row[1] for row in after] == ["create", "refuse", "refuse"]
    assert [row[2] for row in after[1:]] == [
        [("accession_number", "import_number_in_file")],
        [("accession_number", "import_number_there")],
    ]
    _, skipped = imported(session, [["CŨ.1", "Ba"]], HEADER[:2], existing="skip")
    assert (skipped[0][1], read_artifact(session, STAFF, "CŨ.1").title_vi) == ("skip", "Cũ")


def test_markup_formulas_and_day_numbers_are_kept_as_letters_and_told(session: Session) -> None:
    header = ("Số hiệu", "Tên", "Mô tả", "Ngày ghi")
    rows = [["A.1", "<script>alert(1)</script>", "=SUM(A1)", "45325"]]
    _, after = imported(session, rows, header)
    assert after[0][1:] == ("create", [], ["import_markup", "import_formula", "import_day_number"])
    kept = read_artifact(session, STAFF, "A.1")
    assert (kept.title_vi, kept.description_vi) == ("<script>alert(1)</script>", "=SUM(A1)")
    assert kept.recorded_on.isoformat() == "2024-02-03"


def test_known_terms_are_linked_and_unknown_words_told_or_refused(session: Session) -> None:
    load_starter(session, STAFF)
    materials = read_vocabulary(session, "materials")
    word = list_terms(session, materials)[0].vi
    rows = [["A.1", "Bình", f"{word}; chất lạ"]]
    _, after = imported(session, rows, HEADER[:3])
    assert after[0][1:] == ("create", [], ["import_term_unknown"])
    assert session.scalar(select(func.count()).select_from(RecordTerm)) == 1
    _, refused = imported(session, [["A.2", "Bình", "chất lạ"]], HEADER[:3], terms="refuse")
    assert refused[0][1:3] == ("refuse", [("materials", "import_term_refused")])


def test_a_round_trip_changes_what_changed_skips_what_did_not_and_refuses_what_is_stale(session: Session) -> None:
    for number in ("A.1", "A.2", "A.3"):
        register_artifact(session, STAFF, {"accession_number": number, "title_vi": f"Bình {number}", "maker": "Ai"})
    uid = {number: str(read_artifact(session, STAFF, number).id) for number in ("A.1", "A.2", "A.3")}
    update_artifact(session, STAFF, "A.3", {"maker": "Người khác"}, expected_version=1)
    header = ("uid", "version", "Số hiệu", "Tên", "Tác giả")
    rows = [
        [uid["A.1"], "1", "A.1", "Bình mới", ""],
        [uid["A.2"], "1", "A.2", "Bình A.2", "Ai"],
        [uid["A.3"], "1", "A.3", "Bình A.3", "Ai"],
        ["00000000-0000-4000-8000-000000000000", "1", "A.9", "Lạ", ""],
        [uid["A.1"], "1", "A.1", "Lần nữa", ""],
    ]
    batch, after = imported(session, rows, header)
    assert [row[1] for row in after] == ["update", "same", "refuse", "refuse", "refuse"]
    assert after[2][2] == [("version", "import_stale")]
    assert after[3][2] == [("uid", "import_uid_unknown")]
    changed = read_artifact(session, STAFF, "A.1")
    session.refresh(changed)
    assert (changed.title_vi, changed.maker, changed.version) == ("Bình mới", None, 2)
    assert [hit.number for hit in search(session, STAFF, SearchQuery("bình mới")).hits] == ["A.1"]
    history = session.scalars(select(Audit).where(Audit.record_id == changed.id).order_by(Audit.version)).all()
    assert history[-1].changes == {"title_vi": ["Bình A.1", "Bình mới"], "maker": ["Ai", None]}
    undo_batch(session, STAFF, batch.id)
    session.refresh(changed)
    assert (changed.title_vi, changed.maker, changed.version) == ("Bình A.1", "Ai", 3)


def test_undoing_leaves_nothing_behind(session: Session, site: Site) -> None:
    before = counted(session)
    header = (*HEADER, "Số cũ", "Trọng lượng (kg)", "Phiên âm")
    rows = [
        [f"A.{i}", f"Bình {i}", "gốm", "thế kỷ XIX", "12", "1", "TĐ", "", f"C{i}", "2,5", "An"] for i in range(1200)
    ]
    batch, _ = imported(session, rows, header)
    assert session.scalar(select(func.count()).select_from(Measurement)) == 1200
    undo_batch(session, STAFF, batch.id)
    assert counted(session) == before
    assert (batch.state, batch.counts["undone"], batch.counts["kept"]) == (BatchState.UNDONE, 1200, 0)
    if ON_SQLITE:
        session.execute(text("INSERT INTO search_text(search_text, rank) VALUES ('integrity-check', 1)"))
    assert session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "undo_import")) == 1200


def test_undoing_keeps_back_what_was_changed_or_used_since(session: Session) -> None:
    batch, _ = imported(session, [["A.1", "Một"], ["A.2", "Hai"], ["A.3", "Ba"]], HEADER[:2])
    update_artifact(session, STAFF, "A.1", {"maker": "Ai"}, expected_version=1)
    other = read_artifact(session, STAFF, "A.2")
    session.add(Identifier(record_id=other.id, scheme="cũ", value="7"))
    session.flush()
    undo_batch(session, STAFF, batch.id)
    assert set(session.scalars(select(Artifact.accession_number))) == {"A.1", "A.2"}
    kept = [row.row_number for row in all_rows(session, STAFF, batch) if "undo" in row.problems]
    assert (kept, batch.counts["undone"], batch.counts["kept"]) == ([2, 3], 1, 2)
    with pytest.raises(ConflictError):
        undo_batch(session, STAFF, batch.id)


def test_sites_know_their_parents_of_the_same_file_and_go_together(session: Session) -> None:
    header = ("Mã di tích", "Tên di tích", "Vĩ độ", "Kinh độ", "Thuộc di tích")
    rows = [["ĐN", "Đại Nội", "16,4698", "107.5786", ""], ["ĐN.1", "Ngọ Môn", "91", "", "ĐN"],
            ["ĐN.2", "Thế Miếu", "", "", "ĐN"], ["X", "Lạc", "", "", "Không có"]]  # fmt: skip
    batch, after = imported(session, rows, header, kind="sites")
    assert [row[1] for row in after] == ["create", "refuse", "create", "refuse"]
    assert [row[2] for row in after if row[2]] == [[("latitude", "out_of_range")], [("parent", "import_site_unknown")]]
    below, above = (session.scalars(select(Site).where(Site.code == code)).one() for code in ("ĐN.2", "ĐN"))
    assert below.parent_id == above.id
    undo_batch(session, STAFF, batch.id)
    assert session.scalar(select(func.count()).select_from(Site)) == 0


def test_a_withdrawn_record_is_not_changed(session: Session) -> None:
    register_artifact(session, STAFF, {"accession_number": "A.1", "title_vi": "Một"})
    change_artifact_status(session, STAFF, "A.1", Status.WITHDRAWN)
    _, after = imported(session, [["A.1", "Hai"]], HEADER[:2], existing="update")
    assert after[0][1:3] == ("refuse", [("accession_number", "import_withdrawn")])


def test_columns_are_recognised_with_and_without_accents_in_both_languages() -> None:
    header = ("OBJECT NUMBER", "ten hien vat", "Chiều cao (cm)", "Chất liệu", "Ghi chú riêng", "")
    plan = suggest_plan("artifacts", header)
    assert {name: rule.field for name, rule in plan.columns.items()} == {
        "OBJECT NUMBER": "accession_number", "ten hien vat": "title_vi", "Chiều cao (cm)": "height_mm",
        "Chất liệu": "materials",
    }  # fmt: skip
    assert plan.columns["Chiều cao (cm)"].unit == "cm"


def test_a_mapping_is_remembered_by_its_header(session: Session) -> None:
    plan = read_plan(
        "artifacts", {"columns": {"Mã": "accession_number", "Tên": {"field": "title_vi"}}, "blanks": "clear"}
    )
    keep_mapping(session, STAFF, plan, ("Mã", "Tên"), "Kho gốm")
    assert find_mapping(session, STAFF, "artifacts", ("ma", "TÊN")) == plan
    assert find_mapping(session, STAFF, "sites", ("Mã", "Tên")) is None
    assert find_mapping(session, STAFF, "artifacts", ("Mã",)) is None


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"columns": {"Tên": "title_vi"}}, {"accession_number": "import_field_unmapped"}),
        ({"columns": {"Mã": "accession_number", "X": "nothing"}}, {"nothing": "unknown_field"}),
        ({"columns": {"Mã": "accession_number"}, "existing": "perhaps"}, {"existing": "not_in_list"}),
        ({"columns": {"Mã": {"field": "accession_number", "colour": "red"}}}, {"Mã": "malformed"}),
    ],
)
def test_an_unfit_mapping_is_refused_with_its_faults(given: dict[str, object], fault: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        read_plan("artifacts", given)
    assert refused.value.fields.items() >= fault.items()


def test_the_public_imports_nothing(session: Session) -> None:
    with pytest.raises(ForbiddenError):
        check_rows(session, PUBLIC, source([]), suggest_plan("artifacts", HEADER))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_exported_heading_is_recognised_as_its_own_field(kind: str, lang: str) -> None:
    header = {getattr(field, lang): field.name for field in fields_of(kind).values() if field.column}
    plan = suggest_plan(kind, list(header))
    assert {name: rule.field for name, rule in plan.columns.items()} == header
