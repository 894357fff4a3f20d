"""Perceptual hashes of photographs in bands of 16 bits, so that near ones are found through plain indexes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from catalogue.records import DigitalFile, PhotoHash

BANDS = 4
BAND_BITS = 16
_DIGITS = 16
_AT_ONCE = 1_000


def bands_of(hash_hex: str) -> tuple[int, ...]:
    """The four bands of a 64-bit hash in hexadecimal."""
    number = int(hash_hex, 16)
    return tuple(number >> (BAND_BITS * at) & 0xFFFF for at in range(BANDS))


def keep_hash(session: Session, file_id: UUID, details: Mapping[str, object]) -> None:
    """Keep the hash that a file's details tell, in place of an earlier one; nothing where they tell none."""
    row = _row(file_id, details.get("phash"))
    if row is not None:
        session.execute(delete(PhotoHash).where(PhotoHash.file_id == file_id))
        session.execute(insert(PhotoHash), [row])


def rebuild_hashes(session: Session) -> int:
    """Take all hashes anew from the files' details; gives how many there are."""
    session.execute(delete(PhotoHash))
    amount, rows = 0, list[dict[str, object]]()
    for file_id, details in session.execute(select(DigitalFile.id, DigitalFile.details)).yield_per(_AT_ONCE):
        row = _row(file_id, details.get("phash"))
        rows += [row] if row else []
        if len(rows) == _AT_ONCE:
            amount += _write(session, rows)
            rows = []
    return amount + _write(session, rows)


def _write(session: Session, rows: list[dict[str, object]]) -> int:
    if rows:
        session.execute(insert(PhotoHash), rows)
    return len(rows)


def _row(file_id: UUID, hash_hex: object) -> dict[str, object] | None:
    """The row of a hash; None where there is none that can be read."""
    if not isinstance(hash_hex, str) or len(hash_hex) != _DIGITS:
        return None
    try:
        bands = bands_of(hash_hex)
    except ValueError:
        return None
    return {"file_id": file_id, "hash": hash_hex, **{f"band_{at}": band for at, band in enumerate(bands)}}
