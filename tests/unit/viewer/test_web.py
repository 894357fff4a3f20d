"""The web part's own tests, run with the others."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from models3d.errors import ToolError
from models3d.nodetools import find_tools
from tests.browser.support import unavailable
from viewer import device

WEB = Path(device.__file__).parent / "web"


@pytest.fixture(scope="module")
def node() -> Path:
    """The Node that set-up chose; skips where the web part's packages are not installed."""
    if not (WEB / "node_modules" / "rolldown").is_dir():
        unavailable("the web part's packages are not installed (npm ci in viewer/web)")
    try:
        return find_tools().node
    except ToolError as missing:
        unavailable(f"no Node: {missing.code}")
        raise


def test_the_cores_own_tests_pass(node):
    done = subprocess.run([node, "scripts/test.mjs"], cwd=WEB, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    counted = dict(re.findall(r"^# (pass|fail) (\d+)$", done.stdout, re.MULTILINE))
    assert int(counted["pass"]) >= 70
    assert counted["fail"] == "0"


def test_a_transcoder_with_another_text_fails_the_build(node):
    script = """
      const { withoutEval } = await import("./scripts/evalfree.mjs");
      const { readFileSync } = await import("node:fs");
      const text = readFileSync("node_modules/three/examples/jsm/libs/basis/basis_transcoder.js", "utf8");
      const tried = (value) => { try { return withoutEval(value) } catch (error) { return String(error) } };
      console.log(JSON.stringify([tried(text).includes("newFunc(Function"), tried("newer"), tried(text + text)]));
    """
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], cwd=WEB, capture_output=True, text=True, timeout=60, check=True
    )
    evaluates, absent, twice = json.loads(done.stdout)
    assert evaluates is False
    assert "0 times, not once" in absent
    assert "2 times, not once" in twice
