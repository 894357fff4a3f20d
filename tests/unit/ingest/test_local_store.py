from __future__ import annotations

import fcntl
import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import StorageError
from ingest.storage import content_key, open_store
from ingest.storage.local import LocalStore

DATA = bytes(range(256)) * 9000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Bình gốm.ply"
    path.write_bytes(DATA)
    return path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_put_keeps_bytes_read_only_under_their_digest(store: LocalStore, source: Path, tmp_path: Path) -> None:
    blob = store.put("masters", source, sha256=SHA, suffix=".ply")
    path = tmp_path / "store" / blob.key
    assert blob.key == content_key("masters", SHA, ".ply")
    assert (path.read_bytes(), blob.size, blob.sha256) == (DATA, len(DATA), SHA)
    assert path.stat().st_mode & 0o777 == 0o444
    assert source.read_bytes() == DATA


def test_putting_twice_keeps_one_file(store: LocalStore, source: Path, tmp_path: Path) -> None:
    first = store.put("masters", source, sha256=SHA)
    moment = (tmp_path / "store" / first.key).stat().st_mtime_ns
    assert store.put("masters", source, sha256=SHA) == first
    assert (tmp_path / "store" / first.key).stat().st_mtime_ns == moment
    assert len(files_in(tmp_path / "store")) == 1


def test_a_damaged_shorter_file_is_replaced_by_the_verified_copy(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    path = tmp_path / "store" / content_key("masters", SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"cut off")
    store.put("masters", source, sha256=SHA)
    assert path.read_bytes() == DATA


def test_a_wrong_digest_is_refused_and_leaves_nothing(store: LocalStore, source: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        store.put("masters", source, sha256="0" * 64)
    assert caught.value.code == "storage_digest"
    assert caught.value.values["found"] == SHA
    assert files_in(tmp_path / "store") == []


def test_a_full_disk_is_named_and_leaves_nothing(store: LocalStore, source: Path, tmp_path: Path) -> None:
    with largest_file(1 << 20), pytest.raises(StorageError) as caught:
        store.put("masters", source, sha256=SHA)
    assert (caught.value.code, caught.value.values["file"]) == ("storage_full", "Bình gốm.ply")
    assert files_in(tmp_path / "store") == []


def test_a_really_full_file_system_is_named_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let the test mount a small file system; RLIMIT_FSIZE covers the path")
    try:
        with pytest.raises(StorageError, match="storage_full"):
            LocalStore(small / "store").put("masters", source, sha256=SHA)
        assert files_in(small) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_missing_source_is_named_without_its_folder(store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        store.put("masters", tmp_path / "gone.ply", sha256=SHA)
    assert caught.value.code == "storage_missing"
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    "key", ["../secret", "/etc/passwd", "masters/aa/bb/../../../x", f"masters/aa/bb/{SHA}/x", f"other/aa/bb/{SHA}", ""]
)
def test_no_key_leads_outside_the_root(store: LocalStore, key: str) -> None:
    for call in (store.open, store.stat, store.delete, lambda k: store.local_path(k).__enter__()):
        with pytest.raises(ValueError, match="not a content key"):
            call(key)


@pytest.mark.parametrize("suffix", ["/../x", ".PLY", "ply", ".toolongsuffix", "."])
def test_no_suffix_leads_outside_the_root(suffix: str) -> None:
    with pytest.raises(ValueError, match="not a content key"):
        content_key("masters", SHA, suffix)


def test_ranges_give_exactly_the_bytes_asked_for(store: LocalStore, source: Path) -> None:
    key = store.put("derivatives", source, sha256=SHA).key
    for offset, length in ((0, 10), (255, 1000), (len(DATA) - 5, 50), (len(DATA) + 9, 3), (7, None), (3, 0)):
        with store.open(key, offset=offset, length=length) as stream:
            assert stream.read() == (DATA[offset:] if length is None else DATA[offset : offset + length])


def test_small_reads_of_a_range_stop_at_its_end(store: LocalStore, source: Path) -> None:
    key = store.put("derivatives", source, sha256=SHA).key
    with store.open(key, offset=100, length=300) as stream:
        pieces = [stream.read(128) for _ in range(4)]
    assert b"".join(pieces) == DATA[100:400]
    assert pieces[-1] == b""


def test_stat_keys_and_local_path_agree(store: LocalStore, source: Path) -> None:
    blob = store.put("derivatives", source, sha256=SHA, suffix=".glb")
    assert store.stat(blob.key) == blob
    assert list(store.keys("derivatives")) == [blob.key]
    assert list(store.keys("masters")) == []
    with store.local_path(blob.key) as path:
        assert path.read_bytes() == DATA


def test_masters_are_never_deleted_and_derivatives_are(store: LocalStore, source: Path) -> None:
    master = store.put("masters", source, sha256=SHA)
    copy = store.put("derivatives", source, sha256=SHA)
    with pytest.raises(StorageError, match="storage_immutable"):
        store.delete(master.key)
    store.delete(copy.key)
    store.delete(copy.key)
    assert store.stat(copy.key) is None
    assert store.stat(master.key) == master


def test_missing_keys_are_named(store: LocalStore) -> None:
    key = content_key("masters", SHA)
    assert store.stat(key) is None
    with pytest.raises(StorageError, match="storage_missing"):
        store.open(key)
    with pytest.raises(StorageError, match="storage_missing"), store.local_path(key):
        pytest.fail("nothing is there")


_COPIER = """
import sys; from pathlib import Path; from ingest.storage.local import LocalStore
import os
class Slow:
    pass
store = LocalStore(Path(sys.argv[1])); fifo = Path(sys.argv[2])
import ingest.storage.local as local
def slow(stream, out):
    out.write(b"half"); out.flush(); print("ready", flush=True)
    import time; time.sleep(60)
local._copy_hashing = slow
store.put("masters", fifo, sha256="0" * 64)
"""


def test_a_killed_copy_is_swept_when_the_store_is_opened_again(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "store"
    child = subprocess.Popen(
        [sys.executable, "-c", _COPIER, str(root), str(source)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    assert len(files_in(root)) == 1
    LocalStore(root)
    assert len(files_in(root)) == 1, "a copy under way is left alone"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    LocalStore(root)
    assert files_in(root) == []


def test_sweep_leaves_locked_copies(store: LocalStore, tmp_path: Path) -> None:
    path = tmp_path / "store" / "incoming" / "x"
    with path.open("wb") as out:
        fcntl.flock(out.fileno(), fcntl.LOCK_EX)
        assert store.sweep() == 0
    assert store.sweep() == 1
    assert not path.exists()


def test_open_store_reads_the_setting(tmp_path: Path) -> None:
    store = open_store(f"file:{tmp_path / 'kho'}")
    assert isinstance(store, LocalStore)
    assert (tmp_path / "kho").is_dir()
    with pytest.raises(ValueError, match="CUUDINH_STORAGE_URL"):
        open_store("ftp://host/bucket")


def test_putting_is_flat_in_memory(store: LocalStore, tmp_path: Path) -> None:
    big = tmp_path / "big.bin"
    with big.open("wb") as out:
        out.truncate(300 << 20)
    digest = hashlib.sha256()
    for _ in range(300):
        digest.update(bytes(1 << 20))
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    store.put("masters", big, sha256=digest.hexdigest())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert time.monotonic() - started < 30
    os.unlink(big)  # noqa: PTH108  frees the disk at once


@pytest.mark.parametrize("url", ["s3://k:s@host/bucket", "file:", "file://", ""])
def test_open_store_refuses_what_it_cannot_open_and_names_the_setting(url: str) -> None:
    with pytest.raises(ValueError, match="CUUDINH_STORAGE_URL"):
        open_store(url)
