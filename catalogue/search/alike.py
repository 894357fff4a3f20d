"""Photographs that look alike: 64-bit perceptual hashes that differ in few bits.

Multi-index hashing: when two hashes differ in at most 11 bits, one of their four bands of 16 bits differs in at most 2.
So the 137 values around each band of a hash, looked up in four indexes, hold every near hash, and few others.

Source:
    Norouzi, Punjani & Fleet 2012, Fast search in Hamming space with multi-index hashing, CVPR.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError
from catalogue.policy import Identity
from catalogue.records import DigitalFile, PhotoHash
from catalogue.services.files import read_file, seen_files
from catalogue.services.photo_hashes import BAND_BITS, bands_of

MOST_BITS = 11
"""As far as every near hash is surely found."""
DEFAULT_BITS = 10
_BAND_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Alike:
    """A photograph and the number of bits in which its hash differs; 0 is the same picture, as good as surely."""

    file: DigitalFile
    bits: int


def find_alike(
    session: Session, who: Identity, file_id: UUID, *, bits: int = DEFAULT_BITS, limit: int = 12
) -> list[Alike]:
    """Photographs that look like this one, the likest first; only those that the reader may see.

    Args:
        session: the catalogue.
        who: the reader.
        file_id: a photograph.
        bits: in how many of 64 bits hashes may differ, at most ``MOST_BITS``.
        limit: how many at most.

    Raises:
        NotFoundError: ``file_not_found``.
        ConflictError: ``no_photo_hash``: the photograph is not prepared yet.
    """
    file = read_file(session, who, file_id)
    hash_hex = session.scalar(select(PhotoHash.hash).where(PhotoHash.file_id == file_id))
    if hash_hex is None:
        raise ConflictError("no_photo_hash", file=file.name)
    near = near_hashes(session, hash_hex, min(bits, MOST_BITS))
    near.pop(file_id, None)
    ordered = sorted(near, key=lambda ident: near[ident])
    found: list[Alike] = []
    for at in range(0, len(ordered), 200):
        wanted = DigitalFile.id.in_(ordered[at : at + 200])
        rows = session.scalars(select(DigitalFile).where(wanted, seen_files(who), DigitalFile.withdrawn_at.is_(None)))
        found += [Alike(row, near[row.id]) for row in rows]
        if len(found) >= limit:
            break
    return sorted(found, key=lambda alike: (alike.bits, alike.file.name))[:limit]


def near_hashes(session: Session, hash_hex: str, bits: int) -> dict[UUID, int]:
    """Files whose hash differs in at most so many bits, with the number of bits; whoever may see them."""
    columns = (PhotoHash.band_0, PhotoHash.band_1, PhotoHash.band_2, PhotoHash.band_3)
    around = [column.in_(_around(band)) for column, band in zip(columns, bands_of(hash_hex), strict=True)]
    number = int(hash_hex, 16)
    rows = session.execute(select(PhotoHash.file_id, PhotoHash.hash).where(or_(*around)))
    far = {file_id: (int(other, 16) ^ number).bit_count() for file_id, other in rows}
    return {file_id: distance for file_id, distance in far.items() if distance <= bits}


@lru_cache(maxsize=4096)
def _around(band: int) -> tuple[int, ...]:
    """The values that differ from a band in at most two bits."""
    flips = [0]
    for slips in range(1, _BAND_SLIPS + 1):
        flips += [sum(1 << bit for bit in chosen) for chosen in combinations(range(BAND_BITS), slips)]
    return tuple(band ^ flip for flip in flips)
