"""Reading QR codes from pictures with the reader that the scan page uses."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from PIL import Image

from tests.conftest import REPOSITORY

MODULES = REPOSITORY / "viewer/web/node_modules"
_READ = """
const jsQR = require("jsqr");
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
  const bytes = Buffer.concat(chunks), width = bytes.readUInt32LE(0), height = bytes.readUInt32LE(4);
  const found = jsQR(new Uint8ClampedArray(bytes.subarray(8)), width, height);
  process.stdout.write(JSON.stringify(found ? found.data : null));
});
"""


def read_qr(picture: Image.Image) -> str | None:
    """The text of the code on the picture; None when it can't be read."""
    node = shutil.which("node") or str(REPOSITORY / ".venv/bin/node")
    if not (MODULES / "jsqr").is_dir():
        pytest.skip("jsqr is not installed (npm ci in viewer/web)")
    size = b"".join(side.to_bytes(4, "little") for side in picture.size)
    done = subprocess.run(
        [node, "-e", _READ], input=size + picture.convert("RGBA").tobytes(), cwd=MODULES.parent,
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return str(found) if found is not None else None
