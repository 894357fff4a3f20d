"""More for the museum of the pages' tests: checks and treatments, authorities, parts of every kind, real models."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.wiring import Parts
from catalogue.records import Agent, Derivative, Place
from catalogue.services.agents import add_agent
from catalogue.services.artifacts import read_artifact
from catalogue.services.check_drafts import set_photos
from catalogue.services.collections import items, register_collection
from catalogue.services.conditions import add_check
from catalogue.services.damages import add_damage
from catalogue.services.designations import designations
from catalogue.services.hazards import add_hazards
from catalogue.services.history import history
from catalogue.services.identifiers import identifiers
from catalogue.services.inscriptions import inscriptions
from catalogue.services.links import links
from catalogue.services.measurements import measurements
from catalogue.services.places import add_place, rename_places
from catalogue.services.record_agents import record_agents
from catalogue.services.sites import read_site
from catalogue.services.starter import load_starter
from catalogue.services.texts import texts
from catalogue.services.traditions import register_tradition
from catalogue.services.treatments import add_treatment, show_file
from catalogue.services.vocabularies import list_terms, read_vocabulary
from catalogue.services.zones import zones
from catalogue.vocab.terms import Status, Usage
from tests.api.museum import PICTURED, SITE, STAGED
from tests.browser.harness import models
from tests.cataloguing import stored_file
from tests.people import SYSTEM

TRADITION, GROUP, AGENT, PLACE = "PVT.01", "ST.01", "minh-mang", "tinh-thua-thien-hue"
OUTLINE = [[107.57, 16.46], [107.58, 16.458], [107.583, 16.468], [107.572, 16.471], [107.57, 16.46]]
AROUND = [[107.566, 16.456], [107.587, 16.455], [107.588, 16.474], [107.567, 16.474], [107.566, 16.456]]
_FLOODED = [[107.5, 16.4], [107.6, 16.4], [107.6, 16.5], [107.5, 16.4]]
PARTS_OF_THE_URN = (
    (measurements, {"dimension": "diameter_mouth", "value": 1.608, "unit": "m"}),
    (measurements, {"dimension": "weight", "value": 2601, "unit": "kg", "note": "theo sử liệu"}),
    (
        inscriptions,
        {
            "script": "Hani",
            "language": "lzh",
            "place": "thân",
            "transcription": "高鼎\n明命十六年乙未",
            "phonetic": "Cao đỉnh. Minh Mệnh thập lục niên Ất Mùi",
            "translation_vi": "Cao đỉnh, năm Ất Mùi, Minh Mạng thứ 16",
            "translation_en": "The High urn, year Ất Mùi, the 16th of Minh Mạng",
        },
    ),
    (identifiers, {"scheme": "Sổ kiểm kê 1962", "value": "BTH 114"}),
    (texts, {"field": "title", "lang": "vi", "script": "Hani", "value": "高鼎"}),
    (
        designations,
        {
            "kind": "national_treasure",
            "decision_number": "1426/QĐ-TTg",
            "decision_date": "2012-10-01",
            "authority": "Thủ tướng Chính phủ",
        },
    ),
    (history, {"kind": "production", "date_text": "Minh Mạng 16", "agent": "NN.01", "place": "TT"}),
    (record_agents, {"agent": "NN.01", "role": "workshop", "certainty": "probable"}),
    (links, {"kind": "used_in", "other": TRADITION}),
)


def hang_models(parts: Parts) -> None:
    """Put a real GLB where each 3D copy says that it lies."""
    with parts.sessions.begin() as session:
        for row in session.scalars(select(Derivative).where(Derivative.usage.in_([Usage.PHONE, Usage.DESKTOP]))):
            path = parts.settings.home / "store" / row.key
            path.parent.mkdir(parents=True, exist_ok=True)
            models.write_plain(path)
            row.size = path.stat().st_size


def examine(parts: Parts, photo: str) -> dict[str, str]:
    """A check with findings pinned on the photograph, one of the 3D artifact, a treatment, a flood; their numbers."""
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
        artifact = read_artifact(session, SYSTEM, STAGED)
        stored_file(session, artifact.id, "chân.jpg")
        first = add_check(session, SYSTEM, artifact, {"grade": "fair", "checked_on": "2024-03-01"})
        add_damage(session, SYSTEM, first.number, {"type_text": "rạn", "severity": "minor"})
        pictured = read_artifact(session, SYSTEM, PICTURED)
        check = add_check(
            session, SYSTEM, pictured, {"grade": "poor", "checked_on": "2024-03-01", "next_check_on": "2024-06-01"}
        )
        pin = {"file_id": photo, "photo_x": 0.25, "photo_y": 0.5, "photo_w": 0.1, "photo_h": 0.2}
        add_damage(session, SYSTEM, check.number, {"type_text": "sứt miệng", "severity": "major", **pin})
        set_photos(session, SYSTEM, check.number, [UUID(photo)])
        treatment = add_treatment(session, SYSTEM, pictured, {"purpose": "Gắn lại mảnh vỡ", "begun_on": "2024-05-02"})
        show_file(session, SYSTEM, treatment.number, UUID(photo), "before")
        flood = {"kind": "flood", "title": "Lụt 2020"}
        add_hazards(session, SYSTEM, flood, {"type": "Polygon", "coordinates": [_FLOODED]})
        return {"check": check.number, "staged_check": first.number, "treatment": treatment.number}


def name_authorities(parts: Parts) -> str:
    """People, places that were renamed, and the starter vocabularies; gives the slug of one term."""
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
        add_agent(
            session, SYSTEM, {"title_vi": "Minh Mạng", "title_en": "Emperor Minh Mạng", "dates_text": "1791-1841"}
        )
        add_agent(session, SYSTEM, {"title_vi": "Minh Mang", "other_names": "Nguyễn Phúc Đảm; Thánh Tổ Nhân hoàng đế"})
        country = add_place(session, SYSTEM, {"title_vi": "Việt Nam", "kind": "country"})
        old = add_place(
            session, SYSTEM, {"title_vi": "tỉnh Thừa Thiên Huế", "kind": "province", "parent_id": country.id}
        )
        rename_places(session, SYSTEM, [old.code], {
            "title_vi": "thành phố Huế", "title_en": "Huế city", "valid_from": "2025-01-01",
            "change_reason": "Nghị quyết thành lập thành phố trực thuộc trung ương", "decision_number": "175/2024/QH15",
        })  # fmt: skip
        return list_terms(session, read_vocabulary(session, "materials"))[2].term.slug


def describe(parts: Parts) -> dict[str, str]:
    """Parts of every kind for one artifact and the site, a tradition and a collection; ids of one part per room."""
    with parts.sessions.begin() as session:
        session.add(
            Agent(
                code="NN.01",
                title_vi="Vũ khố triều Nguyễn",
                title_en="Imperial arsenal",
                ext={},
                status=Status.PUBLISHED,
            )
        )
        session.add(Place(code="TT", kind="province", title_vi="Phủ Thừa Thiên", folded="phu thua thien"))
        session.flush()
        urn, site = read_artifact(session, SYSTEM, PICTURED), read_site(session, SYSTEM, SITE)
        tradition = _tradition(session)
        group = register_collection(session, SYSTEM, {"code": GROUP, "title_vi": "Đồ đồng", "title_en": "Bronzes"})
        group.status = Status.PUBLISHED
        measured, *_ = [noun.add(session, SYSTEM, urn, values) for noun, values in PARTS_OF_THE_URN]
        for kind, ring in (("zone_1", OUTLINE), ("zone_2", AROUND)):
            area = {"kind": kind, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            zone = zones.add(session, SYSTEM, site, area)
        items.add(session, SYSTEM, group, {"record": PICTURED})
        written = {"field": "title", "lang": "vi", "script": "Hani"}
        music = texts.add(session, SYSTEM, tradition, {**written, "value": "雅樂"})
        bronzes = texts.add(session, SYSTEM, group, {**written, "value": "銅器"})
        rows = {"measurement": measured, "zone": zone, "music": music, "bronzes": bronzes}
        return {key: str(row.id) for key, row in rows.items()}


def _tradition(session: Session):
    """The court's music, published."""
    values = {
        "code": TRADITION,
        "kind": "performing_arts",
        "title_vi": "Nhã nhạc cung đình Huế",
        "title_en": "Court music of Huế",
        "community": "Nhà hát Nghệ thuật truyền thống cung đình Huế",
        "description_vi": "Âm nhạc của triều đình nhà Nguyễn.",
    }
    tradition = register_tradition(session, SYSTEM, values)
    tradition.status = Status.PUBLISHED
    return tradition
