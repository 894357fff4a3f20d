#!/usr/bin/env bash
# Format, lint, types, import rules, sizes, web types and web lint; every finding fails.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
step() {
  local name=$1 start=$SECONDS output; shift
  if output=$("$@" 2>&1); then printf '  ok    %-22s %3ds\n' "$name" $((SECONDS - start))
  else printf '  FAIL  %-22s %3ds\n%s\n' "$name" $((SECONDS - start)) "$output"; return 1; fi
}
web() { (cd viewer/web && npm run --silent "$1"); }
command -v node >/dev/null || PATH="$PWD/.venv/bin:$PATH"

step "web: tsc, eslint" web check & web_pid=$!
step "ruff format" .venv/bin/ruff format --check . || failed=1
step "ruff check" .venv/bin/ruff check . || failed=1
step "import rules" .venv/bin/lint-imports --no-cache || failed=1
step "mypy --strict" .venv/bin/mypy || failed=1
step "house measures" .venv/bin/pytest -q tests/architecture || failed=1
wait "$web_pid" || failed=1
printf '%s findings in %d s\n' "$([ $failed = 0 ] && echo 0 || echo SOME)" "$SECONDS"
exit $failed
