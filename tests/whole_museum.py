"""A museum in which every page has something to show, made by services and by the forms that people fill in."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.wiring import Parts
from catalogue.policy import Identity, Role
from catalogue.records import Account, Audit, ComparisonFile
from catalogue.services.artifacts import read_artifact
from catalogue.services.locations import read_location
from catalogue.services.movements import move_artifacts
from catalogue.services.organisations import add_organisation
from catalogue.services.photo_hashes import keep_hash
from catalogue.services.reviews import submit_for_review
from catalogue.services.saved_searches import save_search
from catalogue.services.sites import update_site
from catalogue.vocab.terms import ComparisonState
from tests.api.museum import DRAFT, PICTURED, SITE, STAGED, furnish, hang_pictures, picture
from tests.api.procedures import send, stock
from tests.cataloguing import STAFF, stored_file
from tests.comparing import DEFAULT_REPORT, dated_scan, measured
from tests.furnishing import describe, examine, hang_models, name_authorities
from tests.people import SYSTEM, PersonClient, logged_in_client

EMAIL, HOUSE, WAITING = "administrator@example.org", "BT", "G.1"
BENCH = "/vi/workbench"
TABLE = 'Số hiệu,Tên hiện vật,Chất liệu,Cao (cm)\nBT.1,Bình vôi,gốm,"12,5"\nBT.2,,sứ,\nBT.3,Đĩa,sứ,1.234\n'
GIFT = {
    "reason": "gift", "depositor": "Bà Lan", "received_on": "2026-05-02", "receiver": "Lê Hoa", "is_temporary": "yes",
    "return_by": "2026-06-02", "packing": "hộp gỗ", "items.0.description": "Bát men lam", "items.0.count": "2",
}  # fmt: skip
LOAN = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2026-02-01",
    "ends_on": "2026-03-01", "numbers": "G.1", "decision_number": "12/QĐ", "approver": "Giám đốc",
}  # fmt: skip
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210"><path d="M20 190 90 40l70 90 110-110"/></svg>'
EDIT = {"numbers": f"{PICTURED}\n{WAITING}", "field": "maker", "operation": "set", "value": "Vũ khố"}


def whole_museum(app: Flask, parts: Parts) -> dict[str, str]:
    """Fill a fresh installation; gives numbers and ids by name. An administrator has the address ``EMAIL``."""
    ids = furnish(parts)
    stock(parts)
    _hashed(parts, ids["photo"])
    ids |= {**examine(parts, ids["photo"]), "term": name_authorities(parts), **describe(parts)}
    client = logged_in_client(app, parts, "administrator", EMAIL)
    ids |= _written(parts) | _compared(parts) | _by_forms(client)
    hang_pictures(parts)
    hang_models(parts)
    return ids


def _hashed(parts: Parts, photo: str) -> None:
    """A second photograph that looks like the first."""
    with parts.sessions.begin() as session:
        artifact = read_artifact(session, STAFF, PICTURED)
        like = stored_file(session, artifact.id, "mặt sau.jpg")
        keep_hash(session, UUID(photo), {"phash": "00ff00ff00ff00ff"})
        keep_hash(session, like.id, {"phash": "00ff00ff00ff00fe"})


def _written(parts: Parts) -> dict[str, str]:
    """An organisation, a site on the map, a move, a record in review, a saved search, a change that can be undone."""
    with parts.sessions.begin() as session:
        add_organisation(session, SYSTEM, {"code": HOUSE, "title_vi": "Bảo tàng Cổ vật", "title_en": "Museum"})
        update_site(session, STAFF, SITE, {"latitude": 16.4676, "longitude": 107.577}, expected_version=None)
        shelf = read_location(session, STAFF, "K1-P1-A")
        (moved,) = move_artifacts(session, STAFF, ["G.2"], {"to_id": shelf.id, "reason": "storage"})
        waiting = read_artifact(session, STAFF, DRAFT)
        submit_for_review(session, STAFF, waiting, note="Nhờ xem lại niên đại")
        account = session.scalars(select(Account).where(Account.email == EMAIL)).one()
        who = Identity(Role.ADMINISTRATOR, account.id, "Quản trị")
        search = save_search(session, who, "Đỉnh đồng", [("q", "đỉnh")], is_alert=True)
        change = session.scalars(select(Audit).where(Audit.record_kind == "site", Audit.action == "update")).one()
        named = {"movement": moved.id, "account": account.id, "search": search.id, "change": change.id}
        return {name: str(ident) for name, ident in named.items()}


def _compared(parts: Parts) -> dict[str, str]:
    """Two surveys of the 3D artifact, compared and made final; pictures of the report lie where it says."""
    with parts.sessions.begin() as session:
        artifact = read_artifact(session, STAFF, STAGED)
        scans = [dated_scan(session, artifact, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
        found = measured(session, SYSTEM, scans[0].id, scans[1].id, DEFAULT_REPORT)
        found.state = ComparisonState.FINAL
        for row in session.scalars(select(ComparisonFile).where(ComparisonFile.media_type.startswith("image/"))):
            content = DRAWING if row.name.endswith(".svg") else picture()
            path = parts.settings.home / "store" / row.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            row.size = len(content)
        return {"comparison": str(found.id)}


def _by_forms(client: PersonClient) -> dict[str, str]:
    """A hand-over, a loan, a table checked for import, one change of many records: sent as forms."""
    forms = {"entry": ("entries/new", GIFT), "loan": ("loans/new", LOAN), "edit": ("batch/", EDIT)}
    sent = {name: send(client, f"{BENCH}/{path}", form) for name, (path, form) in forms.items()}
    table = {"file": (io.BytesIO(TABLE.encode()), "danh sách.csv"), "kind": "artifacts"}
    sent["import"] = send(client, f"{BENCH}/imports/new", table)
    for name, answer in sent.items():
        assert answer.status_code == 303, (name, answer.text)
    return {name: PurePosixPath(answer.headers["Location"]).name for name, answer in sent.items()}
