"""Print the Debian packages whose shared libraries are missing, one line, nothing when all are there.

Used by the set-up before anything else can run, so it needs the standard library alone.
"""

import ctypes
import sys

LIBRARIES = {
    "libusb-1.0.so.0": "libusb-1.0-0",
    "libudev.so.1": "libudev1",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libidn2.so.0": "libidn2-0",
    "libgomp.so.1": "libgomp1",
}


def missing_packages() -> list[str]:
    """Names of the packages to install, in a fixed order."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


if __name__ == "__main__":
    if sys.platform == "linux":
        sys.stdout.write(" ".join(missing_packages()))
