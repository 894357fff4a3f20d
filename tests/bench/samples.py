"""Where the real scans are."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ.get("CUUDINH_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def sample(name: str) -> Path:
    """A sample file.

    Raises:
        FileNotFoundError: the samples are not on this machine; set CUUDINH_TEST_DATA.
    """
    path = FOLDER / name
    if not path.exists():
        raise FileNotFoundError(path)
    return path
