#!/usr/bin/env bash
# Lint, format, types and import contracts; all of them, even where an early one finds something.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=0

look() { # NAME COMMAND...
  local name=$1 out
  shift
  if out=$("$@" 2>&1); then
    echo "check: $name: ok"
  else
    printf '%s\ncheck: %s: FAILED\n' "$out" "$name"
    failed=1
  fi
}

look "lint" .venv/bin/ruff check .
look "format" .venv/bin/ruff format --check --quiet .
look "types" .venv/bin/mypy
look "import contracts" .venv/bin/lint-imports --no-cache
for script in .ci/run packaging/*.sh packaging/setup/*.sh packaging/macos/*.sh tests/packaging/*.sh; do
  [ ! -e "$script" ] || look "$script" bash -n "$script"
done
exit $failed
