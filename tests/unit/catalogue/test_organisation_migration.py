"""Hand-overs and imports of before find the organisation that they belong to."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import select

from catalogue.db import make_engine, make_sessions
from catalogue.migrations import migration_config, upgrade
from catalogue.policy import Role
from catalogue.records import ImportBatch, ObjectEntry
from catalogue.services.accounts import add_account, set_home
from catalogue.services.entries import accession_item, add_entry, list_items
from catalogue.services.grants import identity_of
from catalogue.services.imports.batches import open_batch
from catalogue.services.organisations import add_organisation, hand_over
from tests.cataloguing import ADMIN, STAFF

GIFT = {"reason": "gift", "depositor": "Bà Lan", "received_on": "2024-05-02"}


def test_rows_of_before_go_to_their_artifacts_else_to_their_writers_house(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(engine)
    with make_sessions(engine).begin() as session:
        houses = [add_organisation(session, ADMIN, {"code": code, "title_vi": code}) for code in ("BT", "TT")]
        account = add_account(session, ADMIN, email="a@b.vn", role=Role.CURATOR, password_hash=None)
        set_home(session, ADMIN, account.id, houses[0].id)
        who = identity_of(session, account)
        add_entry(session, who, GIFT, [{"description": "Bát"}])
        taken = add_entry(session, who, GIFT, [{"description": "Ấm"}])
        artifact = accession_item(session, who, list_items(session, taken)[0].id, {
            "accession_number": "N.1", "title_vi": "Ấm",
        })  # fmt: skip
        hand_over(session, ADMIN, artifact, "TT")
        add_entry(session, STAFF, GIFT, [{"description": "Lọ"}])
        for asker in (who, STAFF):
            open_batch(session, asker, "bảng.csv", "artifacts")
    for target, move in (("0017", command.downgrade), ("head", command.upgrade)):
        with engine.begin() as connection:
            move(migration_config(connection), target)
    with make_sessions(engine)() as session:
        codes = {None: None} | {house.id: code for house, code in zip(houses, ("BT", "TT"), strict=True)}
        entries = session.scalars(select(ObjectEntry).order_by(ObjectEntry.number))
        assert [codes[entry.organisation_id] for entry in entries] == ["BT", "TT", None]
        batches = session.scalars(select(ImportBatch).order_by(ImportBatch.created_at, ImportBatch.id))
        assert {codes[batch.organisation_id] for batch in batches} == {"BT", None}
    engine.dispose()
