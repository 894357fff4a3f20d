"""One Chromium for all browser tests, one small site with real models, and a clean context per test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext

from app.assets import MANIFEST
from catalogue.vocab.terms import Usage
from tests.browser import support
from tests.browser.harness import models
from tests.browser.harness.site import Site, served
from tests.unit.viewer.records import URLS, artifact, derivative, parts
from viewer.scene import SceneUrls, scene_document

WRITERS = {"plain": models.write_plain, "draco": models.write_draco, "meshopt": models.write_meshopt}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with support.launched() as engine:
        yield engine


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=support.SMALL)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def built_web() -> Path:
    """The built web part; absent: skipped with the command that makes it."""
    if not MANIFEST.is_file():
        support.unavailable("the web part is not built (npm run build in viewer/web)")
    return MANIFEST.parents[1]


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for name, write in WRITERS.items():
        write(folder / f"{name}.glb")
    Image.new("RGB", (64, 48), (90, 70, 50)).save(folder / "poster.png")
    (folder / "cut.glb").write_bytes((folder / "plain.glb").read_bytes()[:400])
    return folder


@pytest.fixture
def site(built_web: Path, model_folder: Path) -> Iterator[Site]:
    """A site with the scenes plain, draco, meshopt, small (phone and vr copies), cut and gone."""
    made = Site(model_folder)
    shown = artifact(height_mm=437.0, width_mm=232.0, depth_mm=232.0, description_vi="Bình men lam.", licence="CC0")
    for name in (*WRITERS, "cut", "gone"):
        made.scenes[name] = _document(model_folder, shown, (name, Usage.DESKTOP))
    made.scenes["set"] = _document(
        model_folder, shown, ("draco", Usage.PHONE), ("meshopt", Usage.VR), ("plain", Usage.DESKTOP)
    )
    made.scenes["headset"] = _document(model_folder, shown, ("meshopt", Usage.VR))
    made.scenes["both"] = _document(model_folder, shown, ("draco", Usage.DESKTOP), ("meshopt", Usage.VR))
    made.scenes["pair"] = _pair(model_folder)
    made.scenes["unmeasured"] = _document(model_folder, artifact(), ("plain", Usage.DESKTOP))
    with served(made) as running:
        yield running


def _pair(folder: Path) -> dict[str, object]:
    """An arranged scene: one vase at the origin, one half a metre to its right."""
    one = parts(derivative(Usage.DESKTOP, _size(folder / "plain.glb"), triangles=5000, gpu_mb=1.0))
    moved = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0.5, 0, 0, 1]
    scene = replace(one, models=(*one.models, replace(one.models[0], placement={"matrix": moved})))
    return scene_document(scene, SceneUrls(lambda _: "/files/plain.glb", URLS.view, URLS.document))


def _document(folder: Path, shown, *named: tuple[str, Usage]) -> dict[str, object]:
    """A scene document made by the real writer, its files under ``/files``."""
    files = {usage.value * 2: f"/files/{name}.glb" for name, usage in named}
    rows = [derivative(usage, _size(folder / f"{name}.glb"), triangles=5000, gpu_mb=1.0) for name, usage in named]
    urls = SceneUrls(lambda item: files[item.sha256], URLS.view, URLS.document)
    return scene_document(parts(*rows, shown=shown, title_vi="Bình men lam", title_en="Blue vase"), urls)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 1000
