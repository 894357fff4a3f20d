"""Real collections come in by the ordinary import with a mapping file; every row is accounted for, undo leaves none."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.commands.import_ import read_mapping
from app.importing import Wishes, commit_import, start_import, undo_import
from app.wiring import Parts
from catalogue.policy import Identity
from catalogue.records import Artifact, Identifier, Inscription, Record, SearchEntry, SearchRow, Site
from catalogue.services.imports.batches import all_rows, read_batch

WHO = Identity.system("golden")
MAPPINGS = Path(__file__).parent / "mappings"
LEFT = (Artifact, Site, Record, SearchEntry, SearchRow, Identifier, Inscription)


def champa_tei(data: Path, room: Path) -> Path:
    """All inscriptions in one archive."""
    path = room / "campa.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((data / "records/tfc-campa-epigraphy").glob("*.xml")):
            archive.write(file, file.name)
    return path


def champa_inventory(data: Path, room: Path) -> Path:
    return data / "records/tfc-campa-epigraphy/metadata/InventaireCampa.xlsx"


def carnegie(data: Path, room: Path, most: int | None = None) -> Path:
    """All objects in one list."""
    files = sorted((data / "records/collection/cmoa").glob("*.json"))[:most]
    path = room / "carnegie.json"
    path.write_text(json.dumps([json.loads(file.read_text(encoding="utf-8")) for file in files]), encoding="utf-8")
    return path


def carnegie_sample(data: Path, room: Path) -> Path:
    return carnegie(data, room, 25)


def world_heritage(data: Path, room: Path) -> Path:
    return data / "geo/unesco-world-heritage/assets/whc_site_bestTimeVisit.json"


COLLECTIONS = {
    "champa-tei": (champa_tei, "artifacts", 61, 61),
    "champa-inventory": (champa_inventory, "artifacts", 454, 449),
    "carnegie": (carnegie, "artifacts", 321, 318),
    "world-heritage": (world_heritage, "sites", 1248, 1248),
}


def came_in(parts: Parts, path: Path, kind: str, mapping: str) -> tuple[Counter[str], list[tuple[int, str]]]:
    """Import, look at the report, undo; gives the outcomes and the refused rows with their first code."""
    plan = read_mapping(MAPPINGS / f"{mapping}.toml", kind)
    batch_id = start_import(parts, WHO, path, path.name, Wishes(kind, plan=plan))
    commit_import(parts, WHO, batch_id)
    with parts.readers() as session:
        rows = list(all_rows(session, WHO, read_batch(session, WHO, batch_id)))
        outcomes = Counter(row.action.value for row in rows)
        refused = [(row.row_number, row.problems["faults"][0]["code"]) for row in rows if row.action.value == "refuse"]
        kept = session.scalar(select(func.count()).select_from(Artifact if kind == "artifacts" else Site))
        assert kept == outcomes["create"]
        assert session.scalar(select(func.count()).select_from(SearchEntry)) == outcomes["create"]
        assert all(row.problems["faults"] for row in rows if row.action.value == "refuse")
    undo_import(parts, WHO, batch_id)
    with parts.readers() as session:
        left = {table.__tablename__: session.scalar(select(func.count()).select_from(table)) for table in LEFT}
        assert set(left.values()) == {0}, left
    return outcomes, refused


@pytest.mark.golden
@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_collection_comes_in_whole_and_goes_again(parts: Parts, shared_data: Path, tmp_path: Path, name: str) -> None:
    find, kind, rows, least = COLLECTIONS[name]
    path = find(shared_data, tmp_path)
    if not path.exists():
        pytest.skip(f"{path} is not here")
    outcomes, refused = came_in(parts, path, kind, name)
    assert sum(outcomes.values()) == rows, (outcomes, refused[:20])
    assert outcomes["create"] >= least, (outcomes, Counter(code for _, code in refused), refused[:20])


def test_a_sample_of_a_collection_comes_in_and_goes_again(parts: Parts, shared_data: Path, tmp_path: Path) -> None:
    path = carnegie_sample(shared_data, tmp_path)
    outcomes, refused = came_in(parts, path, "artifacts", "carnegie")
    assert sum(outcomes.values()) == 25
    assert outcomes["create"] == 25, refused


def test_inscriptions_have_their_text_and_number(parts: Parts, shared_data: Path) -> None:
    path = shared_data / "records/tfc-campa-epigraphy/DHARMA_INSCIC00001.xml"
    plan = read_mapping(MAPPINGS / "champa-tei.toml", "artifacts")
    commit_import(parts, WHO, start_import(parts, WHO, path, path.name, Wishes(plan=plan)))
    with parts.readers() as session:
        artifact = session.scalars(select(Artifact)).one()
        inscription, number = (session.scalars(select(table)).one() for table in (Inscription, Identifier))
    assert artifact.accession_number == "DHARMA_INSCIC00001"
    assert (number.scheme, number.value) == ("campa", "C. 1")
    assert "svasti" in (inscription.transcription or "")
