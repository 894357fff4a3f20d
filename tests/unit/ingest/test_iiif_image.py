from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
import pyvips
from PIL import Image

from ingest.errors import StorageError
from ingest.iiif_image import IiifError, IiifImage, IiifRequest, parse_request
from ingest.photo import run
from ingest.pyramid import open_pyramid, tile_bytes
from ingest.storage.local import LocalStore

FULL = (1301, 903)


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> tuple[IiifImage, np.ndarray]:
    """A stored pyramid of smooth colours, and the pixels it was made of."""
    folder = tmp_path_factory.mktemp("iiif")
    y, x = np.mgrid[0 : FULL[1], 0 : FULL[0]]
    pixels = np.stack([x * 255 / FULL[0], y * 255 / FULL[1], 128 + 60 * np.sin(x / 90)], axis=-1).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "a.png")
    out = folder / "out"
    out.mkdir()
    run({"source": str(folder / "a.png"), "name": "a.png", "out": str(out)}, lambda *_: None)
    store = LocalStore(folder / "store")
    sha256 = hashlib.sha256((out / "pyramid.tif").read_bytes()).hexdigest()
    blob = store.put("derivatives", out / "pyramid.tif", sha256=sha256, suffix=".tif")
    return IiifImage(store, open_pyramid(store, blob.key)), pixels


def ask(text: str, *, version: int = 3, full: tuple[int, int] = FULL) -> IiifRequest:
    region, size, rotation, rest = text.split("/")
    return parse_request(region, size, rotation, rest, full, version=version)


def picture(image: IiifImage, text: str) -> np.ndarray:
    data, _ = image.render(ask(text))
    with Image.open(io.BytesIO(data)) as answer:
        return np.asarray(answer.convert("RGB")).astype(int)


@pytest.mark.parametrize(
    ("text", "box", "size"),
    [
        ("full/max/0/default.jpg", (0, 0, 1301, 903), (1301, 903)),
        ("square/max/0/default.jpg", (199, 0, 1102, 903), (903, 903)),
        ("10,20,100,50/max/0/default.jpg", (10, 20, 110, 70), (100, 50)),
        ("1200,800,500,500/max/0/default.jpg", (1200, 800, 1301, 903), (101, 103)),
        ("pct:50,50,50,50/max/0/default.jpg", (650, 452, 1301, 903), (651, 451)),
        ("full/650,/0/default.jpg", (0, 0, 1301, 903), (650, 451)),
        ("full/,451/0/default.jpg", (0, 0, 1301, 903), (650, 451)),
        ("full/pct:50/0/default.jpg", (0, 0, 1301, 903), (650, 452)),
        ("full/100,100/0/default.jpg", (0, 0, 1301, 903), (100, 100)),
        ("full/!200,200/0/default.jpg", (0, 0, 1301, 903), (200, 139)),
        ("full/!2000,2000/0/default.jpg", (0, 0, 1301, 903), (1301, 903)),
        ("full/^2602,/0/default.jpg", (0, 0, 1301, 903), (2602, 1806)),
        ("full/^!2602,9999/0/default.jpg", (0, 0, 1301, 903), (2602, 1806)),
    ],
)
def test_requests_are_resolved(text: str, box: tuple[int, ...], size: tuple[int, int]) -> None:
    request = ask(text)
    assert (request.box, request.size) == (box, size)


@pytest.mark.parametrize(
    "text",
    [
        "all/max/0/default.jpg", "1,2,3/max/0/default.jpg", "0,0,0,10/max/0/default.jpg",
        "2000,0,10,10/max/0/default.jpg", "-1,0,10,10/max/0/default.jpg", "0,0,1.5,10/max/0/default.jpg",
        "pct:0,0,0,0/max/0/default.jpg", "pct:101,0,5,5/max/0/default.jpg", "full/1302,/0/default.jpg",
        "full/,/0/default.jpg", "full//0/default.jpg", "full/0,/0/default.jpg", "full/full/0/default.jpg",
        "full/pct:101/0/default.jpg", "full/^99999,/0/default.jpg", "full/1e3,/0/default.jpg",
        "full/max/45/default.jpg", "full/max/-90/default.jpg", "full/max/x/default.jpg", "full/max/!/default.jpg",
        "full/max/0/native.jpg", "full/max/0/default.tif", "full/max/0/default", "full/max/0/.jpg",
    ],
)  # fmt: skip
def test_what_the_standard_forbids_is_refused(text: str) -> None:
    with pytest.raises(IiifError, match="iiif_request"):
        ask(text)


def test_version_2_has_its_own_sizes() -> None:
    assert ask("full/full/0/default.jpg", version=2).size == FULL
    assert ask("full/2602,/0/default.jpg", version=2).size == (2602, 1806)
    with pytest.raises(IiifError):
        ask("full/^max/0/default.jpg", version=2)


def test_a_huge_image_is_given_smaller_never_refused() -> None:
    width, height = ask("full/max/0/default.jpg", full=(40_000, 20_000)).size
    assert width * height <= 25_000_000
    assert width == pytest.approx(2 * height, abs=2)


@pytest.mark.parametrize("rotation", ["0", "90", "180", "270", "!0", "!90"])
def test_turns_and_mirrors_are_as_the_standard_says(painted: tuple[IiifImage, np.ndarray], rotation: str) -> None:
    image, pixels = painted
    expected = pixels[:, ::-1] if rotation.startswith("!") else pixels
    expected = np.rot90(expected, -(int(rotation.strip("!")) // 90))
    found = picture(image, f"full/max/{rotation}/default.png")
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 3


@pytest.mark.parametrize(
    "text",
    [
        "full/325,/0/default.png",
        "100,200,640,480/160,120/0/default.png",
        "777,555,301,201/max/0/default.png",
        "full/^1952,/0/default.png",
    ],
)
def test_regions_and_sizes_show_what_was_asked_for(painted: tuple[IiifImage, np.ndarray], text: str) -> None:
    image, pixels = painted
    request = ask(text)
    left, top, right, bottom = request.box
    expected = Image.fromarray(pixels[top:bottom, left:right]).resize(request.size, Image.Resampling.LANCZOS)
    found = picture(image, text)
    assert found.shape == (request.size[1], request.size[0], 3)
    assert np.abs(found - np.asarray(expected).astype(int)).mean() < 3


def test_every_tile_of_the_information_document_is_answered_right(painted: tuple[IiifImage, np.ndarray]) -> None:
    image, pixels = painted
    passed = 0
    for factor in image.info("https://x")["tiles"][0]["scaleFactors"]:  # type: ignore[index]
        step = 256 * factor
        for top in range(0, FULL[1], step):
            for left in range(0, FULL[0], step):
                w, h = min(step, FULL[0] - left), min(step, FULL[1] - top)
                text = f"{left},{top},{w},{h}/{-(-w // factor)},{-(-h // factor)}/0/default.jpg"
                passed += image.stored_tile(ask(text)) is not None
                expected = pixels[top : top + h, left : left + w].reshape(-1, 3).mean(axis=0)
                assert np.abs(picture(image, text).reshape(-1, 3).mean(axis=0) - expected).max() < 4
    assert passed == 5 * 3 + 2 * 1 + 1 * 0


def test_a_whole_tile_is_the_stored_bytes(painted: tuple[IiifImage, np.ndarray]) -> None:
    image, _ = painted
    data, media_type = image.render(ask("256,512,256,256/256,256/0/default.jpg"))
    assert (data, media_type) == (tile_bytes(image.store, image.pyramid, 0, 1, 2), "image/jpeg")
    stored = (image.store, image.pyramid.levels[0])
    with stored[0].open(image.pyramid.key, offset=stored[1].offsets[13], length=stored[1].counts[13]) as raw:
        assert data.endswith(raw.read()[2:])
    assert image.stored_tile(ask("256,512,256,256/256,256/90/default.jpg")) is None
    assert image.stored_tile(ask("256,512,256,256/256,256/0/gray.jpg")) is None
    assert image.stored_tile(ask("255,512,256,256/256,256/0/default.jpg")) is None


def test_gray_and_bitonal_have_one_channel(painted: tuple[IiifImage, np.ndarray]) -> None:
    image, _ = painted
    for quality, mode in (("gray", "L"), ("bitonal", "1")):
        with Image.open(io.BytesIO(image.render(ask(f"full/100,/0/{quality}.png"))[0])) as answer:
            assert answer.mode == mode
    assert image.render(ask("full/100,/0/bitonal.jpg"))[1] == "image/jpeg"
    assert image.render(ask("full/100,/0/default.webp"))[0][8:12] == b"WEBP"


def test_the_information_documents_tell_the_real_levels(painted: tuple[IiifImage, np.ndarray]) -> None:
    image, _ = painted
    three, two = image.info("https://x/iiif/3/a"), image.info("https://x/iiif/2/a", version=2)
    assert (three["id"], three["type"], three["profile"]) == ("https://x/iiif/3/a", "ImageService3", "level2")
    assert two["@id"] == "https://x/iiif/2/a"
    sizes = [{"width": 162, "height": 112}, {"width": 325, "height": 225}, {"width": 650, "height": 451}]
    assert three["sizes"] == two["sizes"] == [*sizes, {"width": 1301, "height": 903}]
    assert three["tiles"] == [{"width": 256, "height": 256, "scaleFactors": [1, 2, 4, 8]}]


def test_tiles_outside_are_refused(painted: tuple[IiifImage, np.ndarray]) -> None:
    image, _ = painted
    for place in ((0, 6, 0), (0, 0, 4), (1, -1, 0), (0, 0, -1)):
        with pytest.raises(IndexError):
            tile_bytes(image.store, image.pyramid, *place)


def test_a_big_tiff_reads_the_same(tmp_path: Path) -> None:
    source = pyvips.Image.black(600, 400, bands=3).linear(1, [10, 200, 90]).copy(interpretation="srgb")
    source.cast("uchar").tiffsave(
        str(tmp_path / "a.tif"),
        tile=True,
        tile_width=256,
        tile_height=256,
        pyramid=True,
        compression="jpeg",
        bigtiff=True,
    )
    image = stored_image(tmp_path, (tmp_path / "a.tif").read_bytes())
    assert (image.pyramid.width, image.pyramid.height) == (600, 400)
    data, _ = image.render(parse_request("full", "max", "0", "default.png", (600, 400)))
    assert np.abs(np.asarray(Image.open(io.BytesIO(data))).astype(int) - [10, 200, 90]).mean() <= 3


@pytest.mark.parametrize("data", [b"", b"II*\x00\x08\x00\x00\x00", b"not a tiff at all", b"II*\x00" + b"\xff" * 400])
def test_a_damaged_pyramid_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(StorageError, match="pyramid_broken"):
        stored_image(tmp_path, data)


def stored_image(folder: Path, data: bytes) -> IiifImage:
    store = LocalStore(folder / "store")
    path = folder / "stored"
    path.write_bytes(data)
    blob = store.put("derivatives", path, sha256=hashlib.sha256(data).hexdigest(), suffix=".tif")
    return IiifImage(store, open_pyramid(store, blob.key))
