import struct

import laspy
import numpy as np
import pytest

from models3d.errors import ReadError
from models3d.readers import read_scan
from models3d.readers.pcd import expand_lzf

POINTS = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.5]])


def refusal(path):
    with pytest.raises(ReadError) as caught:
        read_scan(path)
    return caught.value


def pcd(path, layout, body, points=3):
    head = f"VERSION .7\nFIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\nWIDTH {points}\nHEIGHT 1\n"
    path.write_bytes((head + f"POINTS {points}\nDATA {layout}\n").encode() + body)
    return path


RED = struct.unpack("<f", struct.pack("<I", 0x00FF0000))[0]
ROWS = np.concatenate([POINTS, np.full((3, 1), RED)], axis=1).astype("<f4")


def literal_lzf(data):
    return b"".join(bytes([len(data[k : k + 32]) - 1]) + data[k : k + 32] for k in range(0, len(data), 32))


@pytest.mark.parametrize("layout", ["ascii", "binary", "binary_compressed"])
def test_pcd_in_its_three_layouts(tmp_path, layout):
    packed = literal_lzf(ROWS.T.tobytes())
    body = {
        "ascii": "\n".join(" ".join(repr(float(v)) for v in row) for row in ROWS).encode(),
        "binary": ROWS.tobytes(),
        "binary_compressed": struct.pack("<II", len(packed), ROWS.nbytes) + packed,
    }[layout]
    cloud = read_scan(pcd(tmp_path / "a.pcd", layout, body)).geometry
    assert np.allclose(cloud.positions, POINTS)
    assert cloud.colors.tolist() == [[255, 0, 0]] * 3
    assert refusal(pcd(tmp_path / "b.pcd", layout, body[:-40])).code == "pcd_truncated"


def test_lzf_back_references_repeat_what_was_written():
    assert expand_lzf(b"\x01ab" + b"\x80\x01", 8) == b"abababab"
    assert expand_lzf(b"\x01ab" + b"\x80\x09", 8) is None, "a reference before the beginning"


def test_pcd_beams_without_return_are_left_out_and_counted(tmp_path):
    rows = ROWS.copy()
    rows[1, 0] = np.nan
    scan = read_scan(pcd(tmp_path / "n.pcd", "binary", rows.tobytes()))
    assert len(scan.geometry.positions) == 2
    assert scan.warnings[0].values["count"] == 1


def test_xyz_with_heading_commas_and_colours(tmp_path):
    (tmp_path / "a.csv").write_text("X,Y,Z,R,G,B\n1,2,3,255,0,0\n4,5,6,0,255,0\n7,8,9.5,0,0,255\n")
    cloud = read_scan(tmp_path / "a.csv").geometry
    assert np.allclose(cloud.positions, POINTS)
    assert cloud.colors[2].tolist() == [0, 0, 255]


def test_xyz_with_ragged_lines_is_refused(tmp_path):
    (tmp_path / "a.xyz").write_text("1 2 3\n4 5 6\n9 9 9 9\n")
    assert refusal(tmp_path / "a.xyz").code == "scan_malformed"


def test_pts_counts_and_colours(tmp_path):
    (tmp_path / "a.pts").write_text("2\n1 2 3 -100 255 0 0\n4 5 6 100 0 0 255\n")
    cloud = read_scan(tmp_path / "a.pts").geometry
    assert cloud.intensity.tolist() == [0.0, 1.0]
    assert cloud.colors.tolist() == [[255, 0, 0], [0, 0, 255]]
    (tmp_path / "a.pts").write_text("5\n1 2 3 0 0 0 0\n4 5 6 0 0 0 0\n")
    assert refusal(tmp_path / "a.pts").code == "pts_truncated"


def test_ptx_stations_are_placed(tmp_path):
    pose = "10 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n10 0 0 1\n"
    (tmp_path / "a.ptx").write_text("1\n3\n" + pose + "1 0 0 .5 9 9 9\n0 0 0 .5 0 0 0\n0 1 0 .5 9 9 9\n")
    scan = read_scan(tmp_path / "a.ptx")
    assert scan.geometry.positions.tolist() == [[11, 0, 0], [10, 1, 0]]
    assert scan.geometry.stations.tolist() == [[10, 0, 0]]
    assert scan.warnings[0].code == "points_without_return"


def las(path, *, count=50, version="1.2"):
    header = laspy.LasHeader(point_format=2, version=version)
    header.scales, header.offsets = [0.001] * 3, [500_000.0, 1_800_000.0, 0.0]
    cloud = laspy.LasData(header)
    steps = np.arange(count)
    cloud.x, cloud.y, cloud.z = 500_123.25 + steps * 0.5, 1_823_456.5 + steps % 7, 12 + steps % 3 * 1.0
    cloud.red, cloud.green, cloud.blue = steps * 1000, steps * 0, steps * 0
    cloud.classification = np.where(steps == 0, 7, 2)
    cloud.write(path)
    return path


@pytest.mark.parametrize("suffix", ["las", "laz"])
def test_las_is_read_in_doubles_and_shifted(tmp_path, suffix):
    scan = read_scan(las(tmp_path / f"a.{suffix}"))
    assert (scan.unit, scan.up, len(scan.geometry.positions)) == ("m", "z", 49)
    assert (scan.geometry.positions[0] + scan.shift).tolist() == pytest.approx(
        [500_123.75, 1_823_457.5, 13.0], abs=1e-6
    )
    assert scan.geometry.colors[9].tolist() == [10_000 >> 8, 0, 0]
    assert [n.code for n in scan.warnings] == ["points_noise"]


def test_las_cut_short_or_empty_is_refused(tmp_path):
    path = las(tmp_path / "a.las")
    path.write_bytes(path.read_bytes()[:-100])
    assert refusal(path).code == "las_truncated"
    assert refusal(las(tmp_path / "b.las", count=0)).code == "empty_cloud"


def test_real_e57_keeps_stations_and_refuses_bad_checksums(shared_data):
    scan = read_scan(shared_data / "cloud/pye57/pumpAVisualReferenceImage.e57")
    assert (scan.unit, scan.up, len(scan.geometry.positions)) == ("m", "z", 155_201)
    assert scan.geometry.colors.shape == (155_201, 3)
    assert refusal(shared_data / "hostile/e57/corrupt_crc.e57").code == "scan_malformed"
