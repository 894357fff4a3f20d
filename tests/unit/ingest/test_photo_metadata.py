from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin

from ingest.photo_metadata import read_metadata

BILLION = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c
 SYSTEM "file:///etc/passwd">]><x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&b;&c;</dc:title></x>"""
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li>Cao Đỉnh</rdf:li></rdf:Alt>
</dc:title><dc:rights>CC BY 4.0</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"""


def saved(path: Path, exif: Image.Exif | None = None, **more: object) -> Image.Image:
    Image.new("RGB", (8, 8)).save(path, exif=Image.Exif() if exif is None else exif, **more)
    return Image.open(path)


def test_a_picture_without_words_gives_none(tmp_path: Path) -> None:
    with saved(tmp_path / "a.jpg") as image:
        assert read_metadata(image).public() == {"orientation": 1, "zone_assumed": False}


@pytest.mark.parametrize(
    ("offset", "moment", "assumed"),
    [
        ("+02:00", "2026-03-04T05:06:07+02:00", False),
        ("-03:30", "2026-03-04T05:06:07-03:30", False),
        (None, "2026-03-04T05:06:07+07:00", True),
        ("nonsense", "2026-03-04T05:06:07+07:00", True),
    ],
)
def test_the_moment_has_a_zone_and_says_when_it_is_assumed(
    tmp_path: Path, offset: str | None, moment: str, assumed: bool
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 05:06:07"
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    with saved(tmp_path / "a.jpg", exif) as image:
        found = read_metadata(image)
    assert (found.captured_at, found.zone_assumed) == (moment, assumed)


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "2026:13:40 99:99:99", "    :  :     :  :  ", "yesterday"])
def test_impossible_moments_are_left_out(tmp_path: Path, text: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text
    with saved(tmp_path / "a.jpg", exif) as image:
        assert read_metadata(image).captured_at is None


def test_camera_lens_and_exposure_are_numbers(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[271], exif[272], exif[274] = "SONY", "ILCE-7\x00", 6
    exif.get_ifd(0x8769).update(
        {
            0x829A: TiffImagePlugin.IFDRational(1, 200),
            0x829D: TiffImagePlugin.IFDRational(28, 10),
            0x8827: 400,
            0xA434: "FE 50",
        }
    )
    with saved(tmp_path / "a.jpg", exif) as image:
        found = read_metadata(image)
    assert (found.camera, found.lens, found.orientation) == ("SONY ILCE-7", "FE 50", 6)
    assert (found.exposure_s, found.aperture, found.iso) == (0.005, 2.8, 400)


def test_places_south_and_west_are_negative_and_kept_apart(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (10.0, 30.0, 0.0), 3: "W", 4: (20.0, 15.0, 36.0), 5: b"\x01", 6: 12.5})
    with saved(tmp_path / "a.jpg", exif) as image:
        found = read_metadata(image)
    assert (found.private.latitude, found.private.longitude, found.private.altitude_m) == (-10.5, -20.26, -12.5)
    assert "private" not in found.public()


@pytest.mark.parametrize("value", [(200.0, 0.0, 0.0), (1.0, 2.0)])
def test_impossible_places_are_left_out(tmp_path: Path, value: tuple[float, ...]) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: value})
    with saved(tmp_path / "a.jpg", exif) as image:
        assert read_metadata(image).private.latitude is None


def test_xmp_gives_title_and_rights(tmp_path: Path) -> None:
    with saved(tmp_path / "a.jpg", xmp=XMP.encode()) as image:
        found = read_metadata(image)
    assert (found.title, found.rights) == ("Cao Đỉnh", "CC BY 4.0")


@pytest.mark.parametrize("packet", [BILLION, b"<broken", b"\x00", b"<x/>" * 3])
def test_hostile_xmp_is_left_out(tmp_path: Path, packet: bytes) -> None:
    with saved(tmp_path / "a.jpg", xmp=packet) as image:
        found = read_metadata(image)
    assert "root:" not in str(found)
    assert len(str(found.title)) < 200


def test_every_real_photo_is_read(shared_data: Path) -> None:
    pictures = sorted((shared_data / "photo/exiftool").glob("*.jpg"))
    cameras = []
    for path in pictures:
        with Image.open(path) as image:
            cameras.append(read_metadata(image).camera)
    assert "NIKON CORPORATION NIKON D70" in cameras
    assert sum(camera is not None for camera in cameras) >= len(pictures) - 3
