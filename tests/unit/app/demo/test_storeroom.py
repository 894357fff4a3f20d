"""The demo museum's storeroom: furnished once, never twice, and nothing that people made is touched."""

from __future__ import annotations

from sqlalchemy import func, select

from app.demo.storeroom import WHO, furnish_storeroom
from catalogue.records import Artifact, ConditionCheck, Damage, Location, Movement, Term
from catalogue.services.artifacts import register_artifact


def count(session, kind) -> int:
    return session.scalar(select(func.count()).select_from(kind))


def test_the_storeroom_is_furnished_once(parts):
    with parts.sessions.begin() as session:
        for number in ("MV.TĐ.03", "MV.TĐ.06"):
            register_artifact(session, WHO, {"accession_number": number, "title_vi": "Mẫu vật"})
    assert furnish_storeroom(parts) > 200
    assert furnish_storeroom(parts) == 0
    with parts.sessions() as session:
        assert count(session, Location) == 4
        assert count(session, Movement) == 2
        assert count(session, Term) > 200
        seal = session.scalars(select(Artifact).where(Artifact.accession_number == "MV.TĐ.06")).one()
        assert seal.location_id is not None
        assert seal.condition_grade is not None
        assert (count(session, ConditionCheck), count(session, Damage)) == (1, 1)
        assert {movement.decision_number for movement in session.scalars(select(Movement))} == {"MẪU-01"}


def test_an_empty_museum_gets_words_and_places_alone(parts):
    furnish_storeroom(parts)
    with parts.sessions() as session:
        assert (count(session, Movement), count(session, ConditionCheck)) == (0, 0)
        assert count(session, Location) == 4
