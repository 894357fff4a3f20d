from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalogue.vocab.terms import Usage
from viewer.device import BUDGETS, GLB, USDZ, Copy, Device, pick_copy

BUDGET_TS = Path(__file__).parents[3] / "viewer" / "web" / "src" / "core" / "budget.ts"
ALL = [Copy(u, GLB, n) for n, u in enumerate((Usage.THUMB, Usage.PHONE, Usage.VR, Usage.DESKTOP), start=1)]


@pytest.mark.parametrize(
    ("device", "usage"),
    [(Device.PHONE, Usage.PHONE), (Device.DESKTOP, Usage.DESKTOP), (Device.HEADSET, Usage.VR)],
)
def test_each_device_is_given_its_own_copy(device, usage):
    assert pick_copy(ALL, device).usage is usage


def test_a_copy_beyond_the_graphics_memory_is_passed_over():
    heavy = Copy(Usage.VR, GLB, 9, gpu_mb=400)
    assert pick_copy([heavy, *ALL[:2]], Device.HEADSET).usage is Usage.PHONE


def test_the_smallest_is_given_when_nothing_fits():
    copies = [Copy(Usage.DESKTOP, GLB, 90, gpu_mb=900), Copy(Usage.DESKTOP, GLB, 50, gpu_mb=800)]
    assert pick_copy(copies, Device.PHONE).bytes == 50


def test_only_glb_counts():
    assert pick_copy([Copy(Usage.AR, USDZ, 5)], Device.DESKTOP) is None
    assert pick_copy([], Device.PHONE) is None


def test_the_page_has_the_same_budgets():
    rows = re.findall(
        r"(\w+): \{ order: \[([^\]]*)\], gpuMb: (\d+), pixelRatio: (\d+) \}", BUDGET_TS.read_text("utf-8")
    )
    in_page = {name: (re.findall(r'"(\w+)"', order), float(gpu), float(ratio)) for name, order, gpu, ratio in rows}
    here = {d.value: ([u.value for u in b.order], b.gpu_mb, b.pixel_ratio) for d, b in BUDGETS.items()}
    assert in_page == here
