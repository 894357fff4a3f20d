from __future__ import annotations

import io
import os
import resource
import stat
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from ingest.archive import ArchiveLimits, run, unpack
from ingest.errors import IngestError, RefusedError, StorageError

OBJ = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
SMALL = ArchiveLimits(files=5, total_bytes=1_000_000, ratio=50, depth=3)


def zipped(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return path


def refused(archive: Path, limits: ArchiveLimits = SMALL) -> IngestError:
    """The refusal; and whatever it is, nothing may be left."""
    before = sorted(archive.parent.rglob("*"))
    with pytest.raises(IngestError) as caught:
        unpack(archive, archive.parent / "out", limits=limits)
    assert sorted(archive.parent.rglob("*")) == before
    assert caught.value.values["file"] == archive.name
    return caught.value


def test_a_set_is_unpacked_with_its_folders(tmp_path: Path) -> None:
    files = {"sub/bình.obj": OBJ, "sub/bình.mtl": b"newmtl a", "ảnh.png": b"x" * 3000}
    archive = zipped(tmp_path / "a.zip", files)
    written = unpack(archive, tmp_path / "out")
    assert {p.relative_to(tmp_path / "out").as_posix(): p.read_bytes() for p in written} == files


def test_vietnamese_names_without_the_utf8_flag_and_backslashes_are_read(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"bộ\\đỉnh.obj": OBJ})
    data = bytearray(archive.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark) + place
        flags = struct.unpack_from("<H", data, at)[0]
        struct.pack_into("<H", data, at, flags & ~0x800)
    archive.write_bytes(data)
    assert unpack(archive, tmp_path / "out") == [tmp_path / "out/bộ/đỉnh.obj"]


@pytest.mark.parametrize(
    "name", ["../x.obj", "a/../../x", "/etc/passwd", "C:/x", "C:\\x", "..\\x", "a/..", "a\x01b", "a/b/c/d/e", "n" * 256]
)
def test_paths_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(zipped(tmp_path / "a.zip", {"good.obj": OBJ, name: OBJ})).code == "archive_path"


@pytest.mark.parametrize("name", ["zip-slip.zip", "zip-slip.tar"])
def test_zip_slip_is_refused(shared_data: Path, tmp_path: Path, name: str) -> None:
    archive = tmp_path / name
    archive.write_bytes((shared_data / "hostile/zip-slip-vulnerability" / name).read_bytes())
    error = refused(archive)
    assert error.code == "archive_path"
    assert "../" in str(error.values["entry"])


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o666, stat.S_IFIFO | 0o666])
def test_links_and_devices_in_zip_are_refused(tmp_path: Path, mode: int) -> None:
    entry = zipfile.ZipInfo("link.obj")
    entry.create_system, entry.external_attr = 3, mode << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(entry, "/etc/passwd")
    expected = "archive_link" if stat.S_ISLNK(mode) else "archive_device"
    assert refused(tmp_path / "a.zip").code == expected


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (tarfile.SYMTYPE, "archive_link"),
        (tarfile.LNKTYPE, "archive_link"),
        (tarfile.CHRTYPE, "archive_device"),
        (tarfile.FIFOTYPE, "archive_device"),
    ],
)
def test_links_and_devices_in_tar_are_refused(tmp_path: Path, kind: bytes, code: str) -> None:
    entry = tarfile.TarInfo("x")
    entry.type, entry.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "a.tar", "w") as package:
        package.addfile(entry)
    assert refused(tmp_path / "a.tar").code == code


def test_a_tar_is_unpacked(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as package:
        for name in ("bộ/a.obj", "bộ/b.mtl"):
            entry = tarfile.TarInfo(name)
            entry.size = len(OBJ)
            package.addfile(entry, io.BytesIO(OBJ))
    assert [p.read_bytes() for p in unpack(tmp_path / "a.tar", tmp_path / "out")] == [OBJ, OBJ]


def test_a_tar_header_that_asks_for_gigabytes_costs_no_memory(tmp_path: Path) -> None:
    entry = tarfile.TarInfo("x")
    entry.type, entry.size = tarfile.XHDTYPE, 3 << 30
    archive = tmp_path / "a.tar"
    archive.write_bytes(entry.tobuf())
    os.truncate(archive, (3 << 30) + 2048)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(archive).code == "archive_broken"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize("names", [("a.obj", "A.OBJ"), ("a.obj", "./a.obj"), ("a.obj", "a.obj/b"), ("đ.obj", "Đ.OBJ")])
def test_two_entries_of_one_name_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    assert refused(zipped(tmp_path / "a.zip", dict.fromkeys(names, OBJ))).code == "archive_duplicate"


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    error = refused(zipped(tmp_path / "a.zip", {f"{n}.obj": OBJ for n in range(6)}))
    assert (error.code, error.values["count"]) == ("archive_count", 6)


def test_too_much_is_refused_by_the_headers(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a": os.urandom(600_000), "b": os.urandom(600_000)})
    assert refused(archive).code == "archive_too_large"


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as package, package.open("a.ply", "w") as out:
        for _ in range(64):
            out.write(bytes(1 << 20))
    assert (tmp_path / "a.zip").stat().st_size < 200_000
    assert refused(tmp_path / "a.zip", ArchiveLimits()).code == "archive_ratio"


def forged(path: Path, claimed: int) -> Path:
    """A 64 MiB bomb whose headers claim ``claimed`` bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("a.ply", "w") as out:
        for _ in range(64):
            out.write(bytes(1 << 20))
    data = bytearray(path.read_bytes())
    true = struct.pack("<I", 64 << 20)
    while (at := data.find(true)) >= 0:
        struct.pack_into("<I", data, at, claimed)
    path.write_bytes(data)
    return path


def test_a_bomb_that_lies_about_its_size_never_writes_more_than_it_claims(tmp_path: Path) -> None:
    assert refused(forged(tmp_path / "a.zip", 5000), ArchiveLimits()).code == "archive_broken"


def test_the_live_count_stops_what_headers_hid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(tmp_path / "a.zip", {"a": bytes(900_000), "b": bytes(900_000)})
    monkeypatch.setattr("ingest.archive._Writer.expect", lambda *_: None)
    assert refused(archive).code == "archive_too_large"


def test_a_40_gb_bomb_is_refused_in_an_instant(tmp_path: Path) -> None:
    """One block of zeros, deflated and repeated: real data for 40 GB, packed into 40 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(64 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = block * 640 + b"\x03\x00"
    size, name = 640 * (64 << 20), b"scan.ply"
    extra = struct.pack("<HHQQ", 1, 16, size, len(body))
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 8, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra))
    place = len(head) + len(name) + len(extra) + len(body)
    central = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        0x02014B50,
        45,
        45,
        0,
        8,
        0,
        0,
        0,
        0xFFFFFFFF,
        0xFFFFFFFF,
        len(name),
        len(extra),
        0,
        0,
        0,
        0,
        0,
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central) + len(name) + len(extra), place, 0)
    archive = tmp_path / "bomb.zip"
    archive.write_bytes(head + name + extra + body + central + name + extra + end)
    assert zipfile.ZipFile(archive).infolist()[0].file_size == size
    assert refused(archive, ArchiveLimits()).code == "archive_too_large"


def test_encrypted_entries_are_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.obj": OBJ})
    data = bytearray(archive.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    assert refused(archive).code == "archive_encrypted"


@pytest.mark.parametrize("method", [9, 12, 14, 93])
def test_methods_without_bounds_are_refused(tmp_path: Path, method: int) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.obj": OBJ})
    data = bytearray(archive.read_bytes())
    struct.pack_into("<H", data, 8, method)
    struct.pack_into("<H", data, data.find(b"PK\x01\x02") + 10, method)
    archive.write_bytes(data)
    assert refused(archive).code == "archive_method"


def test_broken_archives_are_refused(tmp_path: Path) -> None:
    good = zipped(tmp_path / "good.zip", {"a.obj": os.urandom(5000)}).read_bytes()
    (tmp_path / "good.zip").unlink()
    damaged = bytearray(good)
    damaged[2000] ^= 0xFF
    for number, data in enumerate(
        (bytes(damaged), good[: len(good) // 2], b"PK\x03\x04", b"not an archive at all" * 60)
    ):
        archive = tmp_path / f"{number}.zip"
        archive.write_bytes(data)
        assert refused(archive).code == "archive_broken"


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path / "a.zip", {})).code == "archive_empty"


def test_an_archive_inside_stays_closed(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"b.obj": OBJ}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    written = unpack(zipped(tmp_path / "a.zip", {"a.obj": OBJ, "inner.zip": inner}), tmp_path / "out")
    assert [p.name for p in written] == ["a.obj", "inner.zip"]


def test_no_room_is_said_before_and_while_writing(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.obj": os.urandom(900_000)})
    assert refused(archive, ArchiveLimits(keep_free=1 << 60)).code == "storage_full"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        error = refused(archive)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(error, StorageError)
    assert error.code == "storage_full"


def test_the_step_gives_the_main_scan(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "upload.part", {"bộ/a.obj": OBJ, "bộ/a.mtl": b"newmtl a"})
    seen: list[float] = []
    result = run(
        {"source": str(archive), "out": str(tmp_path / "out"), "name": "bộ.zip"}, lambda _, share: seen.append(share)
    )
    assert result == {"files": 2, "main": "bộ/a.obj"}
    assert seen == [0.0, 1.0]


def test_the_step_refuses_a_set_without_a_scan(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "upload.part", {"a.txt": b"x"})
    with pytest.raises(RefusedError, match="archive_no_scan"):
        run({"source": str(archive), "out": str(tmp_path / "out"), "name": "bộ.zip"}, lambda *_: None)
