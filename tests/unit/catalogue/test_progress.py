"""Figures of digitisation: each target of the decision, through links and items, public ones apart."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.records import (
    Artifact,
    Capture,
    Collection,
    CollectionItem,
    Designation,
    Model,
    RecordLink,
    Tradition,
)
from catalogue.services.progress import Tally, read_materials, read_progress, read_targets
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.heritage import DesignationKind, LinkKind, TraditionKind
from catalogue.vocab.terms import Status
from tests.cataloguing import COMPLETE, PUBLIC, STAFF, published_artifact, scanned, stored_file


@pytest.fixture
def museum(session):
    """Three artifacts (a treasure with a photo, one in 3D, a bare draft), two sites, a practice, a collection."""
    special = register_site(session, STAFF, {"code": "S1", "title_vi": "Kinh thành", "rank": "special_national"})
    house = register_site(session, STAFF, {"code": "S2", "title_vi": "Bảo tàng", "kind": "museum", "rank": "national"})
    change_site_status(session, STAFF, "S1", Status.PUBLISHED)
    treasure = published_artifact(session, "A1", protection="bao_vat", materials=["đồng"], site_id=house.id)
    stored_file(session, treasure.id, "a.jpg")
    stored_file(session, treasure.id, "b.jpg")
    solid = published_artifact(session, "A2", materials=["đồng", "vàng"], site_id=special.id)
    scanned(session, solid)
    solid.has_3d = True
    bare = Artifact(accession_number="A3", title_vi="x", ext={}, materials=["gỗ"], count=1, status=Status.DRAFT)
    practice = Tradition(code="T1", kind=TraditionKind.PERFORMING_ARTS, title_vi="Nhã nhạc", ext={})
    other = Tradition(code="T2", kind=TraditionKind.CRAFT, title_vi="Đúc đồng", ext={})
    blocks = Collection(code="C1", title_vi="Mộc bản triều Nguyễn")
    session.add_all([bare, practice, other, blocks])
    session.flush()
    session.add_all([
        Designation(record_id=special.id, kind=DesignationKind.UNESCO_WORLD),
        Designation(record_id=practice.id, kind=DesignationKind.UNESCO_INTANGIBLE),
        Designation(record_id=other.id, kind=DesignationKind.NATIONAL_INTANGIBLE),
        Designation(record_id=blocks.id, kind=DesignationKind.UNESCO_MEMORY),
        Designation(record_id=bare.id, kind=DesignationKind.NATIONAL_TREASURE, revoked_on=dt.date(2020, 1, 1)),
        RecordLink(record_id=solid.id, other_id=practice.id, kind=LinkKind.USED_IN),
        CollectionItem(collection_id=blocks.id, record_id=treasure.id),
        Capture(artifact_id=solid.id, captured_at=dt.datetime(2024, 6, 1, tzinfo=dt.UTC), parameters={}),
    ])  # fmt: skip
    session.flush()
    return {"special": special, "house": house, "treasure": treasure, "bare": bare}


def targets(session, who=STAFF):
    return {target.key: target for target in read_targets(session, who)}


def test_each_target_of_the_decision_is_counted(session, museum):
    found = targets(session)
    assert found["unesco"].tally == Tally(total=3, with_photo=1, with_3d=1, digitised=2, published=1)
    assert found["special_national"].tally == Tally(1, 0, 0, 0, 1)
    assert found["treasures"].tally == Tally(1, 1, 0, 1, 1)
    assert found["intangible"].tally == Tally(2, 0, 1, 1, 0)
    assert found["national"].tally == Tally(1, 0, 0, 0, 0)
    assert found["museum_groups"].tally == Tally(1, 1, 0, 1, 1)
    assert [key for key, target in found.items() if target.is_required] == [
        "unesco", "special_national", "treasures", "intangible",
    ]  # fmt: skip
    assert found["unesco"].tally.share == pytest.approx(2 / 3)
    assert found["national"].tally.share == Tally().share == 0


def test_a_withdrawn_photograph_and_a_superseded_model_count_no_more(session, museum):
    from catalogue.records import DigitalFile

    for file in session.query(DigitalFile).filter_by(artifact_id=museum["treasure"].id):
        file.withdrawn_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    session.flush()
    assert targets(session)["treasures"].tally.digitised == 0
    file = stored_file(session, museum["treasure"].id, "s.ply")
    assert file is not None
    _, model = scanned(session, museum["treasure"], "t.ply")
    model.artifact_id, model.site_id = None, museum["special"].id
    session.flush()
    assert targets(session)["special_national"].tally.with_3d == 1
    session.get_one(Model, model.id).superseded_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    session.flush()
    assert targets(session)["special_national"].tally.with_3d == 0


def test_artifacts_are_told_by_site_class_and_material(session, museum):
    progress = read_progress(session, STAFF)
    assert {group.key: group.tally.total for group in progress.sites} == {"S1": 1, "S2": 1}
    assert [(group.key, group.tally.total, group.tally.digitised) for group in progress.classes] == [
        ("bao_vat", 1, 1), ("co_vat", 0, 0), ("di_vat", 0, 0), ("none", 2, 1),
    ]  # fmt: skip
    assert {group.key: (group.tally.total, group.tally.digitised) for group in read_materials(session, STAFF)} == {
        "đồng": (2, 2), "vàng": (1, 1), "gỗ": (1, 0),
    }  # fmt: skip


def test_years_tell_sessions_files_models_and_copies(session, museum):
    years = {row.year: row for row in read_progress(session, STAFF).years}
    assert years[2024].captures == 1
    this = years[max(years)]
    assert (this.files, this.models) == (3, 1)


def test_the_public_sees_published_records_and_no_inner_figures(session, museum):
    found = targets(session, PUBLIC)
    assert found["treasures"].tally.total == 1
    assert found["unesco"].tally.total == 1
    assert found["intangible"].tally.total == 0
    progress = read_progress(session, PUBLIC)
    assert progress.years == []
    assert sum(group.tally.total for group in progress.classes) == 2


def test_an_empty_catalogue_has_figures_too(session):
    progress = read_progress(session, STAFF)
    assert [target.tally.total for target in progress.targets] == [0] * 6
    assert COMPLETE
    assert progress.years == []
