from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from catalogue.errors import ConflictError, NotFoundError, ValidationError  # noqa: F401
from catalogue.records import PhotoHash
from catalogue.search.alike import MOST_BITS, find_alike, near_hashes
from catalogue.services.artifacts import register_artifact
from catalogue.services.files import set_file_details, withdraw_file
from catalogue.services.photo_hashes import bands_of, keep_hash, rebuild_hashes
from tests.cataloguing import PUBLIC, STAFF, published_artifact, stored_file

HASH = 0x9F3C_A5E1_0B7D_4482


def hex_of(number):
    return f"{number:016x}"


def flipped(bits, seed=0):
    """The hash with so many bits turned over."""
    number = HASH
    for bit in random.Random(seed).sample(range(64), bits):
        number ^= 1 << bit
    return hex_of(number)


@pytest.fixture
def album(session):
    """A photograph and others whose hashes differ in a known number of bits."""
    artifact = published_artifact(session, "A.1")
    files = {}
    for name, hash_hex in {"own": hex_of(HASH), **{str(n): flipped(n, n) for n in (1, 5, 10, 11, 12, 30)}}.items():
        file = stored_file(session, artifact.id, f"{name}.jpg")
        set_file_details(session, STAFF, file.id, {"phash": hash_hex})
        files[name] = file
    return files


def test_near_photographs_are_found_the_likest_first(session, album):
    found = find_alike(session, PUBLIC, album["own"].id)
    assert [(alike.file.name, alike.bits) for alike in found] == [("1.jpg", 1), ("5.jpg", 5), ("10.jpg", 10)]
    assert [alike.bits for alike in find_alike(session, PUBLIC, album["own"].id, bits=64)] == [1, 5, 10, 11]
    assert [alike.bits for alike in find_alike(session, PUBLIC, album["own"].id, limit=1)] == [1]


@pytest.mark.parametrize("seed", range(40))
def test_every_hash_within_the_limit_is_found(session, seed):
    artifact = register_artifact(session, STAFF, {"accession_number": f"S.{seed}", "title_vi": "x"})
    file = stored_file(session, artifact.id, f"s{seed}.jpg")
    bits = random.Random(seed).randint(0, MOST_BITS)
    keep_hash(session, file.id, {"phash": flipped(bits, seed)})
    assert near_hashes(session, hex_of(HASH), MOST_BITS)[file.id] == bits


def test_drafts_and_withdrawn_photographs_are_not_shown(session, album):
    draft = register_artifact(session, STAFF, {"accession_number": "N.1", "title_vi": "Nháp"})
    hidden = stored_file(session, draft.id, "kín.jpg")
    set_file_details(session, STAFF, hidden.id, {"phash": flipped(2, 7)})
    withdraw_file(session, STAFF, album["1"].id)
    assert [a.file.name for a in find_alike(session, PUBLIC, album["own"].id)] == ["5.jpg", "10.jpg"]
    assert "kín.jpg" in [a.file.name for a in find_alike(session, STAFF, album["own"].id)]
    with pytest.raises(NotFoundError):
        find_alike(session, PUBLIC, hidden.id)


def test_a_photograph_without_a_hash_says_so(session):
    artifact = published_artifact(session, "A.2")
    file = stored_file(session, artifact.id, "mới.jpg")
    with pytest.raises(ConflictError) as caught:
        find_alike(session, PUBLIC, file.id)
    assert caught.value.code == "no_photo_hash"
    keep_hash(session, file.id, {"phash": "not a hash at al"})
    keep_hash(session, file.id, {"phash": None})
    assert session.scalar(select(PhotoHash.file_id).where(PhotoHash.file_id == file.id)) is None


def test_hashes_are_taken_anew_from_the_details(session, album):
    session.query(PhotoHash).delete()
    assert rebuild_hashes(session) == len(album)
    assert [a.bits for a in find_alike(session, PUBLIC, album["own"].id)] == [1, 5, 10]


def test_the_bands_are_the_hash():
    assert sum(band << (16 * at) for at, band in enumerate(bands_of(hex_of(HASH)))) == HASH
