from __future__ import annotations

import fcntl
import hashlib
import io
import os
import resource
import shutil
import unicodedata
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import UploadError
from ingest.intake import UploadBox, safe_name

DATA = os.urandom(3_000_001)
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def box(tmp_path: Path) -> UploadBox:
    return UploadBox(tmp_path / "uploads")


def begin(box: UploadBox, length: int = len(DATA), name: str = "tượng.ply") -> str:
    return box.begin(length, {"filename": name}, "owner").id


def files_in(tmp_path: Path) -> list[str]:
    return sorted(path.suffix for path in (tmp_path / "uploads").iterdir())


class Breaking:
    """A browser that goes away after ``until`` bytes."""

    def __init__(self, data: bytes, until: int) -> None:
        self._stream, self._left = io.BytesIO(data), until

    def read(self, size: int, /) -> bytes:
        if self._left <= 0:
            raise ConnectionResetError
        data = self._stream.read(min(size, self._left, 70_000))
        self._left -= len(data)
        return data


def test_a_file_arrives_in_pieces_and_is_whole(box: UploadBox) -> None:
    upload = begin(box)
    for start in range(0, len(DATA), 999_983):
        info = box.append(upload, start, io.BytesIO(DATA[start : start + 999_983]))
    assert info.is_complete
    finished = box.finish(upload)
    assert finished.sha256 == SHA
    assert finished.path.read_bytes() == DATA
    assert (finished.info.name, finished.info.owner) == ("tượng.ply", "owner")


def test_a_browser_that_goes_away_at_half_resumes_where_it_stopped(box: UploadBox) -> None:
    upload = begin(box)
    info = box.append(upload, 0, Breaking(DATA, 1_234_567))
    assert info.offset == 1_234_567
    box.append(upload, info.offset, io.BytesIO(DATA[info.offset :]))
    assert box.finish(upload).sha256 == SHA


def test_any_fault_of_the_source_keeps_what_arrived_and_its_hash(box: UploadBox) -> None:
    class Faulty:
        calls = 0

        def read(self, size: int, /) -> bytes:
            self.calls += 1
            if self.calls > 1:
                raise LookupError
            return DATA[:500]

    upload = begin(box)
    with pytest.raises(LookupError):
        box.append(upload, 0, Faulty())
    assert box.info(upload).offset == 500
    box.append(upload, 500, io.BytesIO(DATA[500:]))
    assert box.finish(upload).sha256 == SHA


def test_another_process_goes_on_and_finishes(box: UploadBox, tmp_path: Path) -> None:
    upload = begin(box)
    box.append(upload, 0, io.BytesIO(DATA[:1000]))
    other = UploadBox(tmp_path / "uploads")
    other.append(upload, 1000, io.BytesIO(DATA[1000:2_000_000]))
    box.append(upload, 2_000_000, io.BytesIO(DATA[2_000_000:]))
    assert box.finish(upload).sha256 == SHA
    assert UploadBox(tmp_path / "uploads").finish(upload).sha256 == SHA


def test_the_whole_files_hash_is_of_what_lies_on_the_disk_after_a_restart(box: UploadBox, tmp_path: Path) -> None:
    upload = begin(box, 10)
    box.append(upload, 0, io.BytesIO(b"0123456789"))
    box.finish(upload).path.write_bytes(b"9876543210")
    assert UploadBox(tmp_path / "uploads").finish(upload).sha256 == hashlib.sha256(b"9876543210").hexdigest()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_right_checksum_is_taken(box: UploadBox, algorithm: str) -> None:
    upload = begin(box, 5)
    digest = hashlib.new(algorithm, b"hello").digest()
    assert box.append(upload, 0, io.BytesIO(b"hello"), checksum=(algorithm, digest)).is_complete


def test_a_wrong_checksum_drops_the_chunk_alone(box: UploadBox) -> None:
    upload = begin(box, 10)
    box.append(upload, 0, io.BytesIO(b"01234"))
    with pytest.raises(UploadError, match="upload_checksum"):
        box.append(upload, 5, io.BytesIO(b"56780"), checksum=("sha256", hashlib.sha256(b"56789").digest()))
    assert box.info(upload).offset == 5
    box.append(upload, 5, io.BytesIO(b"56789"))
    assert box.finish(upload).sha256 == hashlib.sha256(b"0123456789").hexdigest()


def test_a_broken_off_chunk_with_checksum_is_dropped(box: UploadBox) -> None:
    upload = begin(box)
    with pytest.raises(ConnectionResetError):
        box.append(upload, 0, Breaking(DATA, 100_000), checksum=("sha256", hashlib.sha256(DATA).digest()))
    assert box.info(upload).offset == 0


def test_an_unknown_checksum_is_refused_before_anything_is_written(box: UploadBox) -> None:
    upload = begin(box, 5)
    with pytest.raises(UploadError, match="upload_algorithm"):
        box.append(upload, 0, io.BytesIO(b"hello"), checksum=("crc32", b"1234"))
    assert box.info(upload).offset == 0


@pytest.mark.parametrize("offset", [0, 4, 6, 10_000])
def test_another_offset_is_a_conflict_that_names_both(box: UploadBox, offset: int) -> None:
    upload = begin(box, 10)
    box.append(upload, 0, io.BytesIO(b"01234"))
    with pytest.raises(UploadError) as caught:
        box.append(upload, offset, io.BytesIO(b"x"))
    assert caught.value.code == "upload_offset"
    assert (caught.value.values["expected"], caught.value.values["found"]) == (5, offset)
    assert box.info(upload).offset == 5


def test_more_than_announced_is_refused_and_not_kept(box: UploadBox) -> None:
    upload = begin(box, 5)
    with pytest.raises(UploadError, match="upload_too_long"):
        box.append(upload, 0, io.BytesIO(b"012345"))
    assert box.info(upload).offset == 0


def test_an_unfinished_upload_has_no_file(box: UploadBox) -> None:
    upload = begin(box, 5)
    box.append(upload, 0, io.BytesIO(b"012"))
    with pytest.raises(UploadError) as caught:
        box.finish(upload)
    assert (caught.value.code, caught.value.values["offset"]) == ("upload_incomplete", 3)


def test_two_writers_at_once_are_refused(box: UploadBox, tmp_path: Path) -> None:
    upload = begin(box, 5)
    with (tmp_path / "uploads" / f"{upload}.part").open("rb") as held:
        fcntl.flock(held.fileno(), fcntl.LOCK_EX)
        with pytest.raises(UploadError, match="upload_locked"):
            box.append(upload, 0, io.BytesIO(b"01234"))
    assert box.append(upload, 0, io.BytesIO(b"01234")).is_complete


@pytest.mark.parametrize("upload", ["0" * 32, "../../etc/passwd", "", "A" * 32, "0" * 31 + "\n"])
def test_unknown_and_foreign_ids_are_refused(box: UploadBox, upload: str) -> None:
    for call in (box.info, box.finish, box.terminate, lambda u: box.append(u, 0, io.BytesIO(b"x"))):
        with pytest.raises(UploadError, match="upload_unknown"):
            call(upload)


def test_terminate_leaves_nothing(box: UploadBox, tmp_path: Path) -> None:
    upload = begin(box)
    box.append(upload, 0, io.BytesIO(DATA[:100]))
    box.terminate(upload)
    assert files_in(tmp_path) == []
    with pytest.raises(UploadError, match="upload_unknown"):
        box.info(upload)


def test_expire_takes_the_untouched_and_leaves_the_rest(box: UploadBox, tmp_path: Path) -> None:
    old, held, fresh = begin(box, 5), begin(box, 5), begin(box, 5)
    week_ago = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    for upload in (old, held):
        os.utime(tmp_path / "uploads" / f"{upload}.part", (week_ago, week_ago))
    with (tmp_path / "uploads" / f"{held}.part").open("rb") as busy:
        fcntl.flock(busy.fileno(), fcntl.LOCK_EX)
        assert box.expire(datetime.now(UTC) - timedelta(days=7)) == [old]
    assert box.info(fresh).offset == box.info(held).offset == 0


@pytest.mark.parametrize("length", [0, -1])
def test_an_empty_file_is_refused(box: UploadBox, tmp_path: Path, length: int) -> None:
    with pytest.raises(UploadError, match="upload_empty"):
        begin(box, length)
    assert files_in(tmp_path) == []


def test_too_large_is_refused_with_both_numbers(tmp_path: Path) -> None:
    box = UploadBox(tmp_path / "uploads", max_bytes=1000)
    with pytest.raises(UploadError) as caught:
        begin(box, 1001)
    assert (caught.value.code, caught.value.values["limit"]) == ("upload_too_large", 1000)
    assert files_in(tmp_path) == []


def test_room_already_promised_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024  the shape that shutil gives
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 1_000_000))
    box = UploadBox(tmp_path / "uploads", keep_free=100_000)
    begin(box, 600_000)
    with pytest.raises(UploadError, match="upload_no_space"):
        begin(box, 400_000)
    begin(box, 300_000)


def test_a_disk_that_fills_up_is_named_and_the_upload_can_go_on(box: UploadBox) -> None:
    upload = begin(box)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, before[1]))
    try:
        with pytest.raises(UploadError, match="upload_no_space"):
            box.append(upload, 0, io.BytesIO(DATA))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert box.info(upload).offset == 0
    box.append(upload, 0, io.BytesIO(DATA))
    assert box.finish(upload).sha256 == SHA


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("đỉnh.ply", "đỉnh.ply"),
        (unicodedata.normalize("NFD", "Cửu Đỉnh.ply"), "Cửu Đỉnh.ply"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\bà\\ảnh.jpg", "ảnh.jpg"),
        ("a\x00b\x1f\u202ec.jpg", "abc.jpg"),
        ("  cổ vật .jpg ", "cổ vật .jpg"),
        ("ạ" * 300 + ".jpg", "ạ" * 65 + ".jpg"),
        ("không đuôi", "không đuôi"),
    ],
)
def test_names_become_safe_and_stay_vietnamese(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("given", ["", "..", ".", "/", "a/", "\x00", "\u200b"])
def test_names_of_nothing_are_refused(box: UploadBox, given: str) -> None:
    with pytest.raises(UploadError, match="upload_name"):
        box.begin(5, {"filename": given}, "owner")


def test_memory_stays_flat(box: UploadBox) -> None:
    class Zeros:
        left = 400 << 20

        def read(self, size: int, /) -> bytes:
            self.left -= (size := min(size, self.left))
            return bytes(size)

    upload = begin(box, 400 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert box.append(upload, 0, Zeros()).is_complete
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    box.terminate(upload)
