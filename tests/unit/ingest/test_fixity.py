from __future__ import annotations

import hashlib
import io
import re
import tomllib
from pathlib import Path

import pytest

from ingest.errors import StorageError
from ingest.fixity import audit, sha256_file, sha256_stream
from ingest.storage.local import LocalStore

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def kept(tmp_path: Path) -> tuple[LocalStore, list[tuple[str, str]]]:
    store, pairs = LocalStore(tmp_path / "store"), []
    for number in range(3):
        path = tmp_path / f"{number}"
        path.write_bytes(bytes([number]) * 3_000_000)
        pairs.append((store.put("masters", path, sha256=sha256_file(path)).key, sha256_file(path)))
    return store, pairs


def test_the_digest_is_sha256(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "a").write_bytes(data)
    assert sha256_file(tmp_path / "a") == sha256_stream(io.BytesIO(data)) == hashlib.sha256(data).hexdigest()


def test_whole_masters_are_found_whole_in_the_order_given(kept: tuple[LocalStore, list[tuple[str, str]]]) -> None:
    store, pairs = kept
    assert [(r.key, r.outcome) for r in audit(store, reversed(pairs))] == [(key, "whole") for key, _ in reversed(pairs)]


def test_one_changed_bit_and_a_lost_master_are_found(
    kept: tuple[LocalStore, list[tuple[str, str]]], tmp_path: Path
) -> None:
    store, pairs = kept
    first, second = (tmp_path / "store" / key for key, _ in pairs[:2])
    first.chmod(0o644)
    data = bytearray(first.read_bytes())
    data[1_500_000] ^= 1
    first.write_bytes(data)
    second.unlink()
    results = list(audit(store, pairs))
    assert [r.outcome for r in results] == ["changed", "missing", "whole"]
    assert results[0].found == hashlib.sha256(data).hexdigest() != results[0].expected
    assert results[1].found is None


def test_an_audit_stops_between_two_masters(kept: tuple[LocalStore, list[tuple[str, str]]]) -> None:
    store, pairs = kept
    answers = iter([False, True])
    assert len(list(audit(store, pairs, is_cancelled=lambda: next(answers)))) == 1


def test_a_fault_of_the_disk_is_not_taken_for_a_lost_master(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")

    def broken(*_: object, **__: object) -> None:
        raise StorageError("storage_io", file="x", reason="I/O error")

    monkeypatch.setattr(LocalStore, "open", broken)
    with pytest.raises(StorageError, match="storage_io"):
        list(audit(store, [("masters/aa/bb/x", "0" * 64)]))


def test_every_code_of_this_room_has_words_in_both_languages() -> None:
    raised = set()
    for path in (ROOT / "ingest").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        raised |= set(
            re.findall(r'(?:RefusedError|UploadError|StorageError|IiifError|refuse)\(\s*"([a-z_0-9]+)"', text)
        )
    worded = {}
    for name in ("ingest", "sheets", "imports"):
        worded |= tomllib.loads((ROOT / f"app/translations/problems/{name}.toml").read_text(encoding="utf-8"))
    assert raised
    assert raised - set(worded) == set()
    for code, text in worded.items():
        assert text["status"] == 200 or (400 <= text["status"] < 600), code
        assert code not in raised or text["status"] >= 400, code
        for language in ("vi", "en"):
            assert set(text[language]) == {"title", "detail", "remedy"}, code
        names = [set(re.findall(r"{(\w+)}", text[language]["detail"])) for language in ("vi", "en")]
        assert names[0] == names[1], code
