"""Small scan files written by the tests themselves, independent of the product's writers."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

CUBE_POSITIONS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float64)
CUBE_FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ],
    np.int64,
)  # fmt: skip


def sphere(rings=12, sectors=20, radius=1.0):
    """A closed sphere of latitude rings with outward faces."""
    points = [[0.0, 0.0, radius]]
    for i in range(1, rings):
        t = np.pi * i / rings
        for j in range(sectors):
            p = 2 * np.pi * j / sectors
            points.append([radius * np.sin(t) * np.cos(p), radius * np.sin(t) * np.sin(p), radius * np.cos(t)])
    points.append([0.0, 0.0, -radius])
    faces, last = [], len(points) - 1
    for j in range(sectors):
        k = (j + 1) % sectors
        faces.append([0, 1 + j, 1 + k])
        base = 1 + (rings - 2) * sectors
        faces.append([last, base + k, base + j])
        for i in range(rings - 2):
            a, b = 1 + i * sectors, 1 + (i + 1) * sectors
            faces += [[a + j, b + j, b + k], [a + j, b + k, a + k]]
    return np.array(points), np.array(faces, np.int64)


def write_ply(path: Path, positions, faces=None, *, form="binary_little_endian", colors=None):
    order = ">" if form == "binary_big_endian" else "<"
    head = [f"ply\nformat {form} 1.0\ncomment made by a test\nelement vertex {len(positions)}"]
    head += [f"property double {k}" for k in "xyz"]
    head += [] if colors is None else [f"property uchar {k}" for k in ("red", "green", "blue")]
    if faces is not None:
        head += [f"element face {len(faces)}", "property list uchar int vertex_indices"]
    data = ("\n".join(head) + "\nend_header\n").encode()
    for k, p in enumerate(positions):
        rgb = [] if colors is None else [int(c) for c in colors[k]]
        if form == "ascii":
            data += (" ".join([*(repr(float(v)) for v in p), *map(str, rgb)]) + "\n").encode()
        else:
            data += struct.pack(order + "3d", *p) + bytes(rgb)
    for face in faces if faces is not None else []:
        if form == "ascii":
            data += (" ".join(map(str, [len(face), *map(int, face)])) + "\n").encode()
        else:
            data += struct.pack(f"{order}B{len(face)}i", len(face), *map(int, face))
    path.write_bytes(data)
    return path


def write_stl(path: Path, positions, faces, *, text=False):
    corners = np.asarray(positions, np.float32)[np.asarray(faces)]
    if text:
        rows = ["solid test"]
        for a in corners:
            rows += ["facet normal 0 0 0", "outer loop"]
            rows += ["vertex " + " ".join(repr(float(v)) for v in p) for p in a]
            rows += ["endloop", "endfacet"]
        path.write_text("\n".join([*rows, "endsolid test", ""]))
        return path
    rows = b"".join(struct.pack("<12fH", 0, 0, 0, *a.reshape(-1), 0) for a in corners)
    path.write_bytes(b"test".ljust(80, b" ") + struct.pack("<I", len(corners)) + rows)
    return path


def write_obj(path: Path, positions, faces):
    rows = ["# test"] + [f"v {p[0]!r} {p[1]!r} {p[2]!r}" for p in np.asarray(positions).tolist()]
    rows += ["f " + " ".join(str(int(k) + 1) for k in face) for face in faces]
    path.write_text("\n".join(rows) + "\n")
    return path


def write_off(path: Path, positions, faces):
    rows = ["OFF", f"{len(positions)} {len(faces)} 0"]
    rows += [" ".join(repr(v) for v in p) for p in np.asarray(positions).tolist()]
    rows += [" ".join(map(str, [len(f), *map(int, f)])) for f in faces]
    path.write_text("\n".join(rows) + "\n")
    return path


def write_glb(path: Path, positions, indices=None, *, mode=4, change=None):
    """A one-mesh GLB; ``change`` may alter the JSON before it is written."""
    data = np.asarray(positions, "<f4").tobytes()
    root = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": mode}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": len(positions), "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": len(data)}],
    }
    if indices is not None:
        flat = np.asarray(indices, "<u4").reshape(-1)
        root["accessors"].append({"bufferView": 1, "componentType": 5125, "count": len(flat), "type": "SCALAR"})
        root["bufferViews"].append({"buffer": 0, "byteOffset": len(data), "byteLength": flat.nbytes})
        root["meshes"][0]["primitives"][0]["indices"] = 1
        data += flat.tobytes()
    root["buffers"] = [{"byteLength": len(data)}]
    if change is not None:
        change(root)
    text = json.dumps(root).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    path.write_bytes(b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks)
    return path
