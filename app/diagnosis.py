"""What ``cuudinh doctor`` looks at: one small function per thing, each says how to mend it."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.parts import Parts
from app.settings import Settings, load_settings
from ingest.errors import IngestError

State = Literal["ok", "warning", "failed"]

SYSTEM_LIBRARIES = {
    "libusb-1.0.so.0": "libusb-1.0-0",
    "libudev.so.1": "libudev1",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libidn2.so.0": "libidn2-0",
    "libgomp.so.1": "libgomp1",
}
_PROBE = """
import ctypes, json, sys
missing = []
for name in json.loads(sys.argv[1]):
    try:
        ctypes.CDLL(name)
    except OSError:
        missing.append(name)
print(json.dumps(missing))
"""
_OLDEST_NODE = (20, 19)
_FREE_GB_WANTED = 5.0
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one thing, and what to do when it is not well."""

    name: str
    state: State
    found: str
    remedy_vi: str = ""
    remedy_en: str = ""

    def as_document(self) -> dict[str, str]:
        """The finding as JSON; remedies only where there is something to mend."""
        kept = self if self.state != "ok" else replace(self, remedy_vi="", remedy_en="")
        return {key: value for key, value in asdict(kept).items() if value}


def diagnose() -> list[Finding]:
    """All findings, in the order in which one would mend them."""
    findings = [check_python(), check_libraries(SYSTEM_LIBRARIES), check_engine(), check_node(), check_browser()]
    try:
        settings = load_settings()
    except (ValueError, OSError) as error:
        remedy = ("Sửa thiết lập này rồi chạy lại.", "Correct this setting, then run it again.")
        return [*findings, Finding("settings", "failed", str(error), *remedy)]
    return [*findings, check_disk(settings), *check_parts(settings)]


def check_python() -> Finding:
    """Python 3.11 or newer."""
    is_fit = sys.version_info >= (3, 11)
    return Finding(
        "python",
        "ok" if is_fit else "failed",
        platform.python_version(),
        "Cài Python 3.11 trở lên: sudo apt-get install -y python3 python3-venv",
        "Install Python 3.11 or newer: sudo apt-get install -y python3 python3-venv",
    )


def check_libraries(libraries: dict[str, str]) -> Finding:
    """The system libraries that the geometry engine loads (name to Debian package), tried in a child process."""
    if sys.platform != "linux":
        return Finding("system libraries", "ok", sys.platform)
    answer = _answer_of([sys.executable, "-c", _PROBE, json.dumps(list(libraries))])
    missing = [libraries[name] for name in json.loads(answer or json.dumps(list(libraries)))]
    command = f"sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
    found = f"missing: {' '.join(missing)}" if missing else f"{len(libraries)} found"
    return Finding("system libraries", "failed" if missing else "ok", found, command, command)


def check_engine() -> Finding:
    """The geometry engine loads, in a child process; catalogue and viewer run without it."""
    program = "import open3d; print(open3d.__version__)"
    version = _answer_of([sys.executable, "-c", program], seconds=120)
    return Finding(
        "open3d",
        "ok" if version else "failed",
        version.splitlines()[-1] if version else "can't be imported",
        "Cài các thư viện hệ thống nêu trên rồi chạy: make setup",
        "Install the system libraries named above, then run: make setup",
    )


def check_node() -> Finding:
    """Node from the system or from the Python package; it packs models and builds the web part."""
    beside = Path(sys.executable).parent / "node"
    path = str(beside) if beside.exists() else shutil.which("node")
    answer = _answer_of([path, "--version"]) if path else ""
    is_fit = bool(answer) and _version(answer) >= _OLDEST_NODE
    return Finding(
        "node",
        "ok" if is_fit else "failed",
        answer or "not found",
        "Chạy: make setup (tự lấy Node 20.19 trở lên)",
        "Run: make setup (it brings Node 20.19 or newer)",
    )


def check_browser() -> Finding:
    """A Chromium for the browser tests; serving needs none."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    return Finding(
        "chromium",
        "ok" if path else "warning",
        path or "not found",
        "Chỉ cần cho kiểm thử trình duyệt: sudo apt-get install -y chromium",
        "Only the browser tests need it: sudo apt-get install -y chromium",
    )


def check_disk(settings: Settings) -> Finding:
    """Room on the disk of the data folder."""
    free = shutil.disk_usage(settings.home).free / 1e9
    return Finding(
        "disk",
        "ok" if free >= _FREE_GB_WANTED else "warning",
        f"{free:.1f} GB free in {settings.home}",
        f"Giải phóng đĩa hoặc đặt CUUDINH_HOME sang đĩa còn trên {_FREE_GB_WANTED:.0f} GB.",
        f"Free some space, or set CUUDINH_HOME to a disk with more than {_FREE_GB_WANTED:.0f} GB.",
    )


def check_parts(settings: Settings) -> list[Finding]:
    """Database, storage, queue and workers, as the server itself opens them."""
    from app.wiring import build_parts

    try:
        parts = build_parts(settings)
    except (ValueError, OSError, SQLAlchemyError, IngestError) as error:
        remedy = (
            "Kiểm tra CUUDINH_DATABASE_URL, CUUDINH_STORAGE_URL, CUUDINH_QUEUE_URL và quyền ghi.",
            "Check CUUDINH_DATABASE_URL, CUUDINH_STORAGE_URL, CUUDINH_QUEUE_URL and the right to write.",
        )
        return [Finding("parts", "failed", _first_line(error), *remedy)]
    try:
        return [_try(name, check, parts) for name, check in _CHECKS.items()] + [check_workers(settings)]
    finally:
        parts.close()


def check_workers(settings: Settings) -> Finding:
    """How many workers are alive on this data folder."""
    from app.jobs.presence import live_workers

    count = live_workers(settings.home)
    remedy = ("Chạy: cuudinh serve hoặc cuudinh worker", "Run: cuudinh serve, or cuudinh worker")
    return Finding("workers", "ok" if count else "warning", f"{count} alive", *remedy)


def _try(name: str, check: Callable[[Parts], str], parts: Parts) -> Finding:
    """A check of a part; its error is the finding."""
    try:
        return Finding(name, "ok", check(parts))
    except (OSError, SQLAlchemyError, IngestError) as error:
        remedy = (
            "Kiểm tra đĩa, quyền ghi và địa chỉ trong thiết lập.",
            "Check disk, rights and the address in the settings.",
        )
        return Finding(name, "failed", _first_line(error), *remedy)


def _database(parts: Parts) -> str:
    """The schema's revision, and the engine's own check."""
    with parts.engine.connect() as connection:
        revision = connection.execute(text("select version_num from alembic_version")).scalar_one()
    return f"{parts.engine.dialect.name}, schema {revision}"


def _storage(parts: Parts) -> str:
    """Bytes go in and come out again."""
    data = uuid4().bytes
    sha256 = hashlib.sha256(data).hexdigest()
    source = parts.work / f"doctor-{sha256[:8]}"
    source.write_bytes(data)
    try:
        blob = parts.store.put("derivatives", source, sha256=sha256)
        with parts.store.open(blob.key) as stored:
            same = stored.read() == data
        parts.store.delete(blob.key)
    finally:
        source.unlink(missing_ok=True)
    if not same:
        message = "the store gave other bytes back"
        raise OSError(message)
    return parts.settings.storage_url.partition(":")[0]


def _queue(parts: Parts) -> str:
    """The courier answers."""
    return f"{parts.settings.queue_url}, {parts.queue.waiting()} announced"


_CHECKS: dict[str, Callable[[Parts], str]] = {"database": _database, "storage": _storage, "queue": _queue}


def _answer_of(command: list[str], *, seconds: float = 30.0) -> str:
    """What a program prints; empty when it fails, hangs or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _version(answer: str) -> tuple[int, ...]:
    """``v20.19.1`` as numbers."""
    return tuple(int(part) for part in answer.lstrip("v").split(".")[:2] if part.isdigit())


def _first_line(error: Exception) -> str:
    """The first line of an error's text."""
    return str(error).partition("\n")[0]
