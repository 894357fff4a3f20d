from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import RefusedError
from ingest.identify import identify_file, main_scan_file

CUBE = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
STL_TEXT = (
    "solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid x\n"
)
TEXTS = {
    "obj": "# hiện vật\nmtllib a.mtl\n" + CUBE,
    "stl": STL_TEXT,
    "off": "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n",
    "ply": "ply\nformat ascii 1.0\nelement vertex 0\nend_header\n",
    "pcd": "# .PCD v.7 - Point Cloud Data\nVERSION .7\nFIELDS x y z\n",
    "dae": '<?xml version="1.0"?>\n<COLLADA version="1.4.1"></COLLADA>',
    "xaml": '<?xml version="1.0"?>\n<Viewport3D><ModelVisual3D/></Viewport3D>',
    "gltf": '{"asset": {"version": "2.0"}, "meshes": []}',
    "xyz": "0.1 0.2 0.3\n1 2 3\n-1e-3 2 3\n",
    "pts": "2\n0 0 0 10 1 2 3\n1 1 1 20 4 5 6\n",
    "ptx": "2\n1\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n0 0 0 0.5\n1 1 1 0.5\n",
}
BINARIES = {
    "glb": b"glTF\x02\x00\x00\x00\x0c\x00\x00\x00",
    "stl": bytes(80) + struct.pack("<I", 2) + bytes(100),
    "las": b"LASF" + bytes(300),
    "laz": b"LASF" + bytes(100) + b"\x83" + bytes(200),
    "e57": b"ASTM-E57" + bytes(100),
    "pdf": b"%PDF-1.7\n",
    "tiff": b"II*\x00" + bytes(30),
    "avif": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf",
    "heic": b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic",
    "ply": b"ply\nformat binary_little_endian 1.0\nelement vertex 9\nend_header\n\x00\x01",
}


@pytest.mark.parametrize("name", ["tệp không đuôi", "wrong.xyz", "a.PLY"])
@pytest.mark.parametrize("form", sorted(TEXTS))
def test_text_scans_are_known_by_their_grammar(tmp_path: Path, form: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(TEXTS[form], encoding="utf-8")
    found = identify_file(path)
    assert (found.format, found.kind) == (form, "scan")


@pytest.mark.parametrize("form", sorted(BINARIES))
def test_binary_files_are_known_by_their_marks(tmp_path: Path, form: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(BINARIES[form])
    assert identify_file(path).format == form


def test_utf16_text_is_read_by_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "cảnh.xaml"
    path.write_bytes(TEXTS["xaml"].encode("utf-16"))
    assert identify_file(path).format == "xaml"


def test_other_xml_is_no_scan(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("<?xml version='1.0'?><records/>", encoding="utf-8")
    with pytest.raises(RefusedError, match="unknown_format"):
        identify_file(path)


def test_a_3dxml_package_is_told_from_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "hộp.3dxml"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("Manifest.xml", "<Manifest/>")
        package.writestr("Product.3dxml", "<Model_3dxml/>")
    assert identify_file(path).format == "3dxml"


@pytest.mark.parametrize(
    ("form", "pil"), [("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF"), ("tiff", "TIFF")]
)
def test_pictures_are_known_whatever_their_name(tmp_path: Path, form: str, pil: str) -> None:
    path = tmp_path / "ảnh.png"
    Image.new("RGB", (4, 4)).save(path, pil)
    found = identify_file(path)
    assert (found.format, found.kind) == (form, "photo")


def test_a_text_named_glb_is_refused_naming_both(tmp_path: Path) -> None:
    path = tmp_path / "đỉnh.glb"
    path.write_text("Đây là ghi chú, không phải mô hình.", encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        identify_file(path)
    assert caught.value.code == "content_mismatch"
    assert caught.value.values == {"file": "đỉnh.glb", "claimed": "GLB", "found": "text/plain"}


def test_a_picture_named_glb_is_refused_and_a_ply_named_stl_is_a_ply(tmp_path: Path) -> None:
    (tmp_path / "a.glb").write_bytes(b"\xff\xd8\xff\xe0" + bytes(50))
    with pytest.raises(RefusedError) as caught:
        identify_file(tmp_path / "a.glb")
    assert caught.value.values["found"] == "image/jpeg"
    (tmp_path / "a.stl").write_text(TEXTS["ply"])
    assert identify_file(tmp_path / "a.stl").suffix == ".ply"


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02" * 50, b"MZ\x90\x00" + bytes(100), b"#!/bin/sh\necho\n", b"<html></html>"]
)
def test_unknown_content_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(content)
    with pytest.raises(RefusedError, match="unknown_format"):
        identify_file(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ply"
    path.touch()
    with pytest.raises(RefusedError, match="empty_file"):
        identify_file(path)


@pytest.mark.parametrize(
    ("mark", "form"),
    [
        (b"\x1f\x8b\x08", "gzip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
    ],
)
def test_unbounded_compressions_are_refused_unopened(tmp_path: Path, mark: bytes, form: str) -> None:
    path = tmp_path / "scan.ply"
    path.write_bytes(mark + bytes(100))
    with pytest.raises(RefusedError) as caught:
        identify_file(path)
    assert (caught.value.code, caught.value.values["format"]) == ("archive_unsupported", form)


def test_bombs_are_recognised_without_opening(shared_data: Path) -> None:
    bombs = [path for path in (shared_data / "hostile/bombs").rglob("*") if path.is_file()]
    assert bombs
    for bomb in bombs:
        with pytest.raises(RefusedError, match="archive_unsupported"):
            identify_file(bomb)


def test_zip_packages_are_told_apart(tmp_path: Path) -> None:
    contents = {"3mf": ["[Content_Types].xml", "3D/3dmodel.model"], "zip": ["a.obj", "a.mtl"], "usdz": ["a.usdc"]}
    for form, names in contents.items():
        path = tmp_path / f"{form}.file"
        with zipfile.ZipFile(path, "w") as package:
            for name in names:
                package.writestr(name, "x")
        assert identify_file(path).format == form


@pytest.mark.parametrize(
    "form", ["ply", "obj", "stl", "off", "glb", "gltf", "3mf", "pcd", "pts", "ptx", "xyz", "las", "laz", "e57", "dae"]
)
def test_real_scans_are_known_by_content(shared_data: Path, form: str) -> None:
    files = [
        path for room in ("mesh", "cloud", "textured") for path in sorted((shared_data / room).rglob("*"))
        if path.suffix.lower() == f".{form}" and "empty" not in path.name and path.name != "whitespace.off"
    ]  # fmt: skip
    assert files
    assert {path.name: identify_file(path).format for path in files} == dict.fromkeys([p.name for p in files], form)


def write_set(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_main_file_of_a_set_is_its_scan(tmp_path: Path) -> None:
    write_set(tmp_path, sub__scan_dot_obj=TEXTS["obj"], sub__scan_dot_mtl="newmtl a\n", readme_dot_txt="1 2 3\n4 5 6\n")
    write_set(tmp_path, **{"__MACOSX__._scan_dot_obj": CUBE})
    assert main_scan_file(tmp_path) == tmp_path / "sub/scan.obj"


def test_one_object_in_several_formats_gives_the_richest(tmp_path: Path) -> None:
    write_set(tmp_path, a_dot_stl=STL_TEXT, a_dot_ply=TEXTS["ply"], a_dot_obj=TEXTS["obj"])
    assert main_scan_file(tmp_path).name == "a.obj"


def test_several_objects_are_refused_naming_two(tmp_path: Path) -> None:
    write_set(tmp_path, a_dot_obj=CUBE, b_dot_obj=CUBE)
    with pytest.raises(RefusedError) as caught:
        main_scan_file(tmp_path, "bộ.zip")
    assert caught.value.values == {"file": "bộ.zip", "count": 2, "first": "a.obj", "second": "b.obj"}


def test_a_set_without_a_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="archive_no_scan"):
        main_scan_file(write_set(tmp_path, a_dot_txt="ghi chú"))
