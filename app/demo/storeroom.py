"""The demo museum's daily work: words to choose from, a storeroom with its movements, a condition check."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.parts import Parts
from catalogue.db import now_utc
from catalogue.policy import Identity
from catalogue.records import Artifact, ConditionCheck, Location, Movement, Term, Vocabulary
from catalogue.services.conditions import add_check
from catalogue.services.damages import add_damage
from catalogue.services.locations import add_location
from catalogue.services.movements import move_artifacts
from catalogue.services.starter import load_starter

WHO = Identity.system("demo")
_PLACES = (
    ("MV.KHO", "", "building", "Kho mẫu", "Specimen store"),
    ("MV.KHO.1", "MV.KHO", "room", "Phòng 1: đồng và đá", "Room 1: bronze and stone"),
    ("MV.KHO.2", "MV.KHO", "room", "Phòng 2: gốm sứ và pháp lam", "Room 2: ceramics and enamel"),
    ("MV.KHO.2.A", "MV.KHO.2", "cabinet", "Tủ A", "Cabinet A"),
)
_STANDS = {"MV.KHO.1": ("MV.TĐ.01", "MV.TĐ.05", "MV.TĐ.06"), "MV.KHO.2.A": ("MV.TĐ.03", "MV.TĐ.07")}
_CHECKED = "MV.TĐ.06"


def furnish_storeroom(parts: Parts) -> int:
    """Add what is missing of words, places, movements and the check of the seal; gives how much was added.

    The decision that the movements name is marked as a specimen, like everything in the demo museum.
    """
    with parts.sessions.begin() as session:
        done = load_starter(session, WHO) + _build(session)
        return done + _put_away(session) + _check_seal(session)


def _build(session: Session) -> int:
    """The locations that are not there yet."""
    known = {place.code: place.id for place in session.scalars(select(Location))}
    done = 0
    for code, above, kind, title_vi, title_en in _PLACES:
        if code not in known:
            values = {"code": code, "kind": kind, "title_vi": title_vi, "title_en": title_en}
            known[code] = add_location(session, WHO, {**values, "parent_id": known[above] if above else None}).id
            done += 1
    return done


def _put_away(session: Session) -> int:
    """Move every artifact that never moved to its shelf."""
    done = 0
    for code, numbers in _STANDS.items():
        place = session.scalar(select(Location).where(Location.code == code, Location.retired_at.is_(None)))
        moved = select(Movement.artifact_id)
        query = select(Artifact.accession_number).where(
            Artifact.accession_number.in_(numbers), Artifact.id.not_in(moved)
        )
        waiting = list(session.scalars(query)) if place else []
        if place and waiting:
            values = {"to_id": place.id, "reason": "inventory", "decision_number": "MẪU-01", "approver": "Bảo tàng mẫu"}
            done += len(move_artifacts(session, WHO, waiting, values))
    return done


def _check_seal(session: Session) -> int:
    """One check of the seal, whose damage stands where the comparison of its two surveys found it."""
    seal = session.scalar(select(Artifact).where(Artifact.accession_number == _CHECKED))
    if seal is None or session.scalar(select(ConditionCheck.id).where(ConditionCheck.artifact_id == seal.id)):
        return 0
    today = now_utc().date()
    check = add_check(
        session,
        WHO,
        seal,
        {
            "grade": "fair",
            "reason": "Kiểm tra mẫu sau lần quét thứ hai",
            "method": "Quan sát và so sánh hai bản quét",
            "summary_vi": "Mẫu vật dựng bằng máy tính; chỗ sứt được tạo ra có chủ ý để minh hoạ.",
            "summary_en": "A modelled specimen; it was damaged on purpose, to show how damage is recorded.",
            "next_check_on": (today + dt.timedelta(days=180)).isoformat(),
        },
    )
    term = session.scalar(select(Term).join(Vocabulary).where(Vocabulary.slug == "damage-types", Term.slug == "chip"))
    damage = {"severity": "minor", "cause": "physical", "place": "Đế ấn", "type_text": "sứt"}
    add_damage(session, WHO, check.number, {**damage, "term_id": term.id if term else None})
    return 1
