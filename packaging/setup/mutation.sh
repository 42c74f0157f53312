#!/usr/bin/env bash
# Mutation testing of the pure protocol parts (tests/README.md), in a copy below build/, in an environment of its own.
# mutation.sh [mutant names such as 'desktop_app.vault.*']: all of them without a name, about a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD venv=$PWD/.venv-mutation lock=requirements/mutation.txt copy=build/mutation

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
print=$(sha256sum <"$lock")
if [ "$(cat "$venv/.keyfob" 2>/dev/null)" != "$print" ]; then
  echo "setup: installing $lock" >&2
  "$(packaging/setup/find-python.sh)" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$lock"
  echo "$print" >"$venv/.keyfob"
fi

# Nothing is ever mutated in the checkout itself.
rm -rf "$copy"
mkdir -p "$copy"
tar -c --exclude=__pycache__ --exclude=node_modules desktop_app resources pyproject.toml \
  tests/__init__.py tests/conftest.py tests/support tests/unit tests/adversarial | tar -x -C "$copy"
cp tests/mutmut.cfg "$copy/setup.cfg"
cd "$copy"
nice -n 15 "$venv/bin/mutmut" run --max-children 2 "$@" >mutmut.log 2>&1 || { tail -n 40 mutmut.log >&2; exit 1; }
exec "$venv/bin/python" "$root/tests/support/mutants.py" mutants "$root/tests/mutation-survivors.md"
