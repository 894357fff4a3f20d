"""Steps that go wrong on purpose; run by the sandbox in a child process."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ingest.errors import RefusedError

Progress = Callable[[str, float], None]
Arguments = dict[str, object]


def echo(arguments: Arguments, progress: Progress) -> Arguments:
    progress("reading", 0.25)
    progress("writing", 1.0)
    return {"got": arguments, "cwd": str(Path.cwd()), "environment": dict(os.environ)}


def loop(arguments: Arguments, progress: Progress) -> Arguments:
    progress("looping", 0.1)
    while True:
        pass


def sleep(arguments: Arguments, progress: Progress) -> Arguments:
    Path(str(arguments["mark"])).write_text(str(os.getpid()))
    progress("sleeping", 0.5)
    time.sleep(60)
    return {}


def hog(arguments: Arguments, progress: Progress) -> Arguments:
    blocks = [bytearray(32 * 2**20) for _ in range(1000)]
    return {"blocks": len(blocks)}


def hog_shared(arguments: Arguments, progress: Progress) -> Arguments:
    """Shared memory, which RLIMIT_DATA does not count."""
    kept = []
    for _ in range(200):
        block = mmap.mmap(-1, 16 * 2**20)
        for page in range(0, len(block), 4096):
            block[page] = 1
        kept.append(block)
        time.sleep(0.02)
    return {"blocks": len(kept)}


def bad_alloc(arguments: Arguments, progress: Progress) -> Arguments:
    sys.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def crash(arguments: Arguments, progress: Progress) -> Arguments:
    ctypes.string_at(0)
    return {}


def refuse(arguments: Arguments, progress: Progress) -> Arguments:
    raise RefusedError("ply_truncated", file="tượng.ply", expected=10, found=3)


def surprise(arguments: Arguments, progress: Progress) -> Arguments:
    message = "secret path /srv/home"
    raise KeyError(message)


def full_disk(arguments: Arguments, progress: Progress) -> Arguments:
    raise OSError(errno.ENOSPC, "No space left on device")


def big_file(arguments: Arguments, progress: Progress) -> Arguments:
    Path("big.bin").write_bytes(b"x" * 3_000_000)
    return {}


def orphan(arguments: Arguments, progress: Progress) -> Arguments:
    """Leave a grandchild behind that would live for a minute, in our session or in one of its own."""
    grandchild = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=bool(arguments["escape"])
    )
    Path(str(arguments["mark"])).write_text(str(grandchild.pid))
    if arguments.get("stay"):
        time.sleep(60)
    time.sleep(0.5)
    return {"pid": grandchild.pid}


def shout(arguments: Arguments, progress: Progress) -> Arguments:
    for _ in range(2000):
        sys.stdout.write("x" * 10_000 + "\n")
    os.write(2, b"the very last words\n")
    return {"said": 20_000_000}


def leave(arguments: Arguments, progress: Progress) -> Arguments:
    os._exit(0)


def not_json(arguments: Arguments, progress: Progress) -> Arguments:
    return {"object": object()}


def chatter(arguments: Arguments, progress: Progress) -> Arguments:
    for i in range(100_000):
        progress("same words", i / 100_000)
    return {"long": "x" * 5_000_000}


def cpu(arguments: Arguments, progress: Progress) -> Arguments:
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    return {}
