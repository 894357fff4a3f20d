"""Look-alike photographs among 100,000: multi-index hashing in the database, against reading every hash."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from catalogue.db import make_sessions
from catalogue.records import DigitalFile, PhotoHash
from catalogue.search.alike import DEFAULT_BITS, near_hashes
from catalogue.services.artifacts import register_artifact
from catalogue.services.photo_hashes import bands_of
from catalogue.vocab.terms import FileKind
from tests.bench.side_by_side import Figure, show
from tests.cataloguing import STAFF, fresh_engine

COUNT, ASKED = 100_000, 40


def run() -> None:
    """Print the times of both, which give the same photographs."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        engine = fresh_engine(Path(folder))
        with make_sessions(engine).begin() as session:
            asked = _fill(session, chance)
        with make_sessions(engine)() as session:
            ours = [_timed(lambda text=text: near_hashes(session, text, DEFAULT_BITS)) for text in asked]
            theirs = [_timed(lambda text=text: _read_all(session, text)) for text in asked[:5]]
            assert all(near_hashes(session, text, DEFAULT_BITS) == _read_all(session, text) for text in asked[:5])
        engine.dispose()
    show(
        f"look-alikes within {DEFAULT_BITS} bits among {COUNT:,} photographs",
        Figure("four indexes of 16 bits, median CPU", statistics.median(ours), "ms"),
        Figure("reading every hash, median CPU", statistics.median(theirs), "ms"),
    )


def _fill(session: Session, chance: random.Random) -> list[str]:
    """Photographs with hashes at random, each tenth near the one before it; gives hashes to ask for."""
    artifact = register_artifact(session, STAFF, {"accession_number": "ẢNH.1", "title_vi": "Ảnh"})
    number, files, hashes = 0, [], []
    for at in range(COUNT):
        number = number ^ 1 << chance.randrange(64) if at % 10 == 9 else chance.getrandbits(64)
        ident, text = uuid4(), f"{number:016x}"
        files.append(
            {
                "id": ident, "sha256": f"{at:064x}", "name": f"{at}.jpg", "size": 1, "media_type": "image/jpeg",
                "kind": FileKind.PHOTO, "key": f"masters/{at}", "artifact_id": artifact.id, "details": {},
            }
        )  # fmt: skip
        hashes.append({"file_id": ident, "hash": text, **{f"band_{i}": band for i, band in enumerate(bands_of(text))}})
    for at in range(0, COUNT, 5_000):
        session.execute(insert(DigitalFile), files[at : at + 5_000])
        session.execute(insert(PhotoHash), hashes[at : at + 5_000])
    return [str(row["hash"]) for row in chance.sample(hashes, ASKED)]


def _read_all(session: Session, text: str) -> dict[object, int]:
    number = int(text, 16)
    rows = session.execute(select(PhotoHash.file_id, PhotoHash.hash))
    found = {ident: (int(other, 16) ^ number).bit_count() for ident, other in rows}
    return {ident: bits for ident, bits in found.items() if bits <= DEFAULT_BITS}


def _timed(call: object) -> float:
    began = time.process_time()
    call()  # type: ignore[operator]
    return (time.process_time() - began) * 1000
