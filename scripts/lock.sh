#!/usr/bin/env bash
# Pins the whole dependency tree with hashes; the locks name no index and no address.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile "$1" --generate-hashes --no-header --no-annotate -q -o "$2" "${@:3}"; }
compile requirements-setup.txt requirements-setup.lock --python-version 3.11 --universal
compile requirements-node.txt requirements-node.lock --python-version 3.11 --universal
compile requirements.txt requirements.lock --python-version 3.11 --python-platform x86_64-manylinux_2_35
compile requirements-dev.in requirements-dev.lock --python-version 3.11 --python-platform x86_64-manylinux_2_35
! grep -nE 'https?://|--(extra-)?index-url' requirements*.lock
