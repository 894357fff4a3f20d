"""A storeroom for tests of pages: a building with two rooms and a shelf, artifacts of a monument and of none."""

from __future__ import annotations

import re

from catalogue.services.artifacts import register_artifact
from catalogue.services.locations import add_location, read_location
from catalogue.services.movements import list_movements
from catalogue.services.sites import register_site
from catalogue.vocab.codes import write_code
from tests.cataloguing import STAFF, published_artifact

HTML = {"Accept": "text/html"}
LONG = "Bia đá khắc bài thơ ngự chế của hoàng đế Thiệu Trị vịnh cảnh đẹp thứ mười bốn đất Thần kinh " * 3


def stock(parts) -> dict[str, str]:
    """Fill the storeroom; gives the label code of each thing by its number."""
    with parts.sessions.begin() as session:
        house = add_location(
            session, STAFF, {"code": "K1", "kind": "building", "title_vi": "Kho cổ vật", "title_en": "Store"}
        )
        room = add_location(
            session, STAFF, {"code": "K1-P1", "kind": "room", "title_vi": "Phòng gốm", "parent_id": house.id}
        )
        add_location(session, STAFF, {"code": "K1-P2", "kind": "room", "title_vi": "Phòng vải", "parent_id": house.id})
        add_location(session, STAFF, {"code": "K1-P1-A", "kind": "shelf", "title_vi": "Kệ A", "parent_id": room.id})
        site = register_site(session, STAFF, {"code": "PTH", "title_vi": "Phủ Tường Huy"})
        things = [
            register_artifact(session, STAFF, {"accession_number": "G.1", "title_vi": "Bát men lam"}),
            register_artifact(session, STAFF, {"accession_number": "G.2", "title_vi": LONG.strip()[:290]}),
            published_artifact(session, "PTH.TĐ.01", site_id=site.id),
        ]
        codes = {row.accession_number: write_code(row.id) for row in things}
        places = [read_location(session, STAFF, code) for code in ("K1", "K1-P1", "K1-P2", "K1-P1-A")]
        return codes | {row.code: write_code(row.id) for row in places} | {"PTH": write_code(site.id)}


def send(client, path: str, data=None, **fields):
    """Send a form as a browser does, its hidden token included; ``data`` may hold lists."""
    return client.post(path, data={"csrf_token": client.csrf_token, **fields, **(data or {})}, headers=HTML)


def version_of(text: str) -> str:
    """The version hidden in the page's form."""
    return re.search(r'name="version" value="(\d+)"', text)[1]


def fault_beside(text: str, field: str) -> str:
    """What is said beside a field; empty when nothing is."""
    found = re.search(rf'id="e-{re.escape(field)}">(.*?)</span>', text, re.DOTALL)
    return found[1] if found else ""


def trail(parts, number: str) -> list[str]:
    """Where the movements took an artifact, the latest first: codes of ours or names of others."""
    from catalogue.records import Location
    from catalogue.services.artifacts import read_artifact

    with parts.readers() as session:
        rows = list_movements(session, STAFF, read_artifact(session, STAFF, number))
        return [session.get(Location, row.to_id).code if row.to_id else row.to_text for row in rows]
