"""A step for tests of the worker; apart from the recipes, so that its child process starts fast."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

Progress = Callable[[str, float], None]
Payload = dict[str, object]


def slow_step(arguments: Payload, progress: Progress) -> Payload:
    """A step of so many seconds that starts a grandchild, as the outside encoders are started."""
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path("half-written.glb").write_bytes(b"x" * 1000)
    Path(str(arguments["mark"])).write_text(f"{os.getpid()} {grandchild.pid}")
    end = time.monotonic() + float(str(arguments["seconds"]))
    while time.monotonic() < end:
        progress("working", 0.5)
        time.sleep(0.05)
    return {"made": 1}
