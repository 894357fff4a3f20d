from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from ingest.errors import IngestError, RefusedError
from ingest.photo import FRAME_LIMIT, read_header, run
from ingest.sandbox import StepLimits, run_step


def derive(path: Path, out: Path) -> dict[str, object]:
    out.mkdir(exist_ok=True)
    return run({"source": str(path), "name": path.name, "out": str(out), "task": "derive"}, lambda *_: None)


def files(result: dict[str, object]) -> dict[str, tuple[int, int]]:
    return {f["file"]: (f["width"], f["height"]) for f in result["files"]}  # type: ignore[attr-defined]


def full_pixels(out: Path) -> np.ndarray:
    return pyvips.Image.new_from_file(str(out / "pyramid.tif")).numpy()


def claim_size(path: Path, width: int, height: int) -> Path:
    """A small JPEG whose header claims another size."""
    Image.new("RGB", (64, 64)).save(path)
    data = bytearray(path.read_bytes())
    at = data.find(b"\xff\xc0") + 5
    data[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    path.write_bytes(data)
    return path


def test_an_absurd_size_is_refused_from_the_header_at_once(tmp_path: Path) -> None:
    path = claim_size(tmp_path / "bom.jpg", 65_500, 65_500)
    with pytest.raises(RefusedError) as caught:
        read_header(path)
    assert caught.value.code == "photo_too_large"
    assert caught.value.values == {"file": "bom.jpg", "width": 65_500, "height": 65_500, "limit_mp": 500}


def test_thumbnails_shrink_and_never_enlarge(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((1000, 500), 50).save(path)
    assert files(derive(path, tmp_path / "out")) == {
        "pyramid.tif": (1000, 500), "thumb-320.webp": (320, 160), "thumb-640.webp": (640, 320),
        "thumb-1280.webp": (1000, 500), "thumb-1280.jpg": (1000, 500),
    }  # fmt: skip


def test_a_tiny_picture_gets_one_of_each(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (3, 2), 100).save(path)
    assert set(files(derive(path, tmp_path / "out")).values()) == {(3, 2)}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(turns[orientation]))
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / "a.png"
    stored.save(path, exif=exif)
    derive(path, tmp_path / "out")
    pixels = full_pixels(tmp_path / "out")
    assert pixels.shape == (32, 64, 3)
    assert pixels[8, 8, 0] > 200
    assert pixels[8, 8, 1] < 60
    assert pixels[28, 60].min() > 240


def test_public_copies_hold_no_place_serial_or_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[271], exif[315] = "MAKER-XYZ", "OWNER-XYZ"
    exif.get_ifd(0x8769).update({0xA431: "SERIAL-XYZ", 0xA430: "OWNER-XYZ"})
    exif.get_ifd(0x8825).update({1: "N", 2: (16.0, 28.0, 3.0), 3: "E", 4: (107.0, 34.0, 48.0)})
    Image.effect_noise((700, 500), 50).convert("RGB").save(
        path, exif=exif, xmp=b"<x>XMP-XYZ</x>", comment=b"COMMENT-XYZ"
    )
    assert b"SERIAL-XYZ" in path.read_bytes()
    result = derive(path, tmp_path / "out")
    assert result["private"] == {
        "latitude": 16.4675, "longitude": 107.58, "camera_serial": "SERIAL-XYZ", "owner": "OWNER-XYZ",
    }  # fmt: skip
    for copy in (tmp_path / "out").iterdir():
        assert b"-XYZ" not in copy.read_bytes()
        with Image.open(copy) as image:
            assert dict(image.getexif().get_ifd(0x8825)) == {}


def test_sixteen_bits_keep_their_tones(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1))
    pyvips.Image.new_from_array(ramp).copy(interpretation="grey16").write_to_file(str(tmp_path / "a.tif"))
    derive(tmp_path / "a.tif", tmp_path / "out")
    row = full_pixels(tmp_path / "out")[32, :, 0].astype(int)
    assert np.abs(row - np.arange(256)).max() <= 4


def test_transparent_is_shown_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(tmp_path / "a.png")
    derive(tmp_path / "a.png", tmp_path / "out")
    assert full_pixels(tmp_path / "out").min() >= 254


def test_an_embedded_profile_is_converted(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (40, 40), (200, 100, 50)).save(tmp_path / "unfit.png", icc_profile=profile)
    derive(tmp_path / "unfit.png", tmp_path / "out")
    assert np.abs(full_pixels(tmp_path / "out")[20, 20].astype(int) - [200, 100, 50]).max() <= 3, "unfit: ignored"


def test_cmyk_becomes_srgb(tmp_path: Path) -> None:
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(tmp_path / "a.jpg")
    derive(tmp_path / "a.jpg", tmp_path / "out")
    red, green, blue = full_pixels(tmp_path / "out")[20, 20].tolist()
    assert red > 180
    assert max(green, blue) < 100


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_truncated_picture_is_refused(tmp_path: Path, form: str) -> None:
    path = tmp_path / "cụt"
    Image.effect_noise((400, 300), 80).convert("RGB").save(path, form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(RefusedError) as caught:
        derive(path, tmp_path / "out")
    assert caught.value.code == "photo_broken"
    assert caught.value.values["file"] == "cụt"
    assert str(tmp_path) not in str(caught.value)


def test_too_many_frames_are_refused(tmp_path: Path) -> None:
    frames = [Image.new("P", (2, 2), n % 256) for n in range(FRAME_LIMIT + 1)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=10, optimize=False)
    with Image.open(tmp_path / "a.gif") as image:
        kept = image.n_frames
    if kept <= FRAME_LIMIT:
        pytest.fail("the test picture lost its frames")
    with pytest.raises(RefusedError, match="photo_frames"):
        read_header(tmp_path / "a.gif")


def test_a_scan_is_no_photo(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"%PDF-1.4 ")
    with pytest.raises(RefusedError, match="content_mismatch"):
        read_header(tmp_path / "a.jpg")
    (tmp_path / "a").write_bytes(b"%PDF-1.4 ")
    with pytest.raises(RefusedError, match="not_a_photo"):
        read_header(tmp_path / "a")


def test_inspecting_makes_no_files(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "a.png")
    result = run({"source": str(tmp_path / "a.png"), "name": "a.png", "task": "inspect"}, lambda *_: None)
    assert (result["width"], result["height"], result["format"]) == (30, 20, "png")
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_near_equal_pictures_have_near_hashes(tmp_path: Path) -> None:
    picture = Image.radial_gradient("L").resize((400, 300)).convert("RGB")
    picture.paste("red", (50, 60, 150, 200))
    picture.save(tmp_path / "a.jpg", quality=95)
    picture.resize((300, 225)).save(tmp_path / "b.jpg", quality=40)
    picture.transpose(Image.Transpose.ROTATE_180).save(tmp_path / "c.jpg")
    a, b, c = (int(str(derive(tmp_path / f"{n}.jpg", tmp_path / n)["phash"]), 16) for n in "abc")
    assert (a ^ b).bit_count() <= 8 < (a ^ c).bit_count()


def test_heic_and_avif_are_read(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "photo/pillow_heif"
    heic = next(iter(sorted((folder / "heif").glob("RGB_10*"))))
    assert files(derive(heic, tmp_path / "out"))["pyramid.tif"] == (29, 100)
    Image.effect_noise((90, 60), 50).convert("RGB").save(tmp_path / "a.avif")
    assert files(derive(tmp_path / "a.avif", tmp_path / "out2"))["pyramid.tif"] == (90, 60)


def hostile_pictures(shared_data: Path) -> list[Path]:
    rooms = ("Pillow", "exif-samples", "mapillary_tools")
    return [p for room in rooms for p in sorted((shared_data / "hostile" / room).rglob("*")) if p.is_file()]


def pass_gate(path: Path, out: Path) -> str:
    """``ok`` or the refusal's code, in a child with limits."""
    out.mkdir()
    limits = StepLimits(memory_bytes=2 << 30, seconds=30, cpu_seconds=30)
    arguments = {"source": str(path), "name": path.name, "out": str(out), "task": "derive"}
    try:
        run_step("ingest.photo:run", arguments, limits=limits)
    except IngestError as error:
        return error.code
    return "ok"


ANSWERS = {"ok", "photo_broken", "photo_too_large", "photo_frames", "unknown_format", "content_mismatch", "not_a_photo"}


def test_a_sample_of_hostile_pictures_gets_through_or_is_refused(shared_data: Path, tmp_path: Path) -> None:
    pictures = hostile_pictures(shared_data)[::14]
    outcomes = {path.name: pass_gate(path, tmp_path / str(n)) for n, path in enumerate(pictures)}
    assert len(outcomes) >= 6
    assert set(outcomes.values()) <= ANSWERS | {"empty_file", "archive_unsupported"}


@pytest.mark.golden
def test_every_hostile_picture_gets_through_or_is_refused(shared_data: Path, tmp_path: Path) -> None:
    pictures = hostile_pictures(shared_data)
    outcomes = {str(path): pass_gate(path, tmp_path / str(n)) for n, path in enumerate(pictures)}
    bad = {name: code for name, code in outcomes.items() if code not in ANSWERS | {"empty_file", "archive_unsupported"}}
    assert bad == {}
    assert list(outcomes.values()).count("ok") >= 10
