"""Any reign date that a conservator writes comes back from the artifact as the same date."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.db import make_sessions
from catalogue.services.artifacts import read_artifact, register_artifact
from catalogue.vocab.dates import read_date, reigns, write_date
from tests.cataloguing import STAFF, fresh_engine
from tests.edtf import is_edtf

YEARS = [(r.id, year) for r in reigns().values() if r.first is not None for year in range(r.first, r.used_to + 1)]
REMARKS = st.sampled_from(["", "khoảng ", "có lẽ "])


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    made: Engine = fresh_engine(tmp_path_factory.mktemp("dated"))
    yield made
    made.dispose()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(YEARS), REMARKS, st.none() | st.integers(1, 12), st.sampled_from(["vi", "en"]))
def test_any_reign_date_round_trips_through_the_artifact(engine, which, remark, month, lang):
    reign, year = reigns()[which[0]], which[1]
    said = f"{remark}{reign.name} {year - reign.first + 1} ({year})"
    if month is not None and reign.dynasty == "nguyen":
        said = f"tháng {month} năm {reign.name} thứ {year - reign.first + 1}"
    date = read_date(said)
    text = write_date(date, lang)
    with make_sessions(engine)() as session:
        _register(session, text)
        session.expire_all()
        kept = read_artifact(session, STAFF, "TD.1")
        assert kept.date_text == text
        assert read_date(kept.date_text) == date
        assert (kept.year_from, kept.year_to, kept.date_reign) == (date.year_from, date.year_to, reign.id)
        assert kept.date_edtf == date.edtf
        assert is_edtf(kept.date_edtf)
        assert kept.date_certainty == date.certainty
        session.rollback()


def _register(session: Session, text: str) -> None:
    register_artifact(session, STAFF, {"accession_number": "TD.1", "title_vi": "Bình", "date_text": text})
