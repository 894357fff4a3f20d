"""What set-up relies on: locks agree with the pinned list and name no index; scripts parse."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==([^ ;\\]+)")


def pins(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {m[1].lower().replace("_", "-"): m[2] for line in lines if (m := PIN.match(line))}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_holds_every_pinned_dependency(lock):
    locked = pins(lock)
    direct = {name: version for name, version in pins("requirements.txt").items() if name != "open3d"}
    assert direct == {name: locked.get(name) for name in direct}


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=lambda p: p.name)
def test_python_lock_names_no_index_and_has_hashes(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert all("--hash=" in block for block in text.split("\n\n") if "==" in block)


@pytest.mark.parametrize("folder", ["viewer/web", "models3d/node"])
def test_npm_lock_names_no_address(folder):
    text = (ROOT / folder / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text


@pytest.mark.parametrize("script", [*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci/run"], ids=lambda p: p.name)
def test_shell_scripts_parse(script):
    subprocess.run(["bash", "-n", script], check=True)
    assert "set -" in script.read_text(encoding="utf-8")
