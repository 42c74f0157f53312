#!/usr/bin/env bash
# Builds the program as a folder: dist/keyfob/ (`make package`), or elsewhere: build.sh FOLDER.
# The folder is replaced only by a build that is whole.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:-dist/keyfob}
python=${PYTHON:-.venv/bin/python}
[ -x "$python" ] || python=.venv/Scripts/python.exe

mkdir -p build "$(dirname "$target")"
work=$(mktemp -d build/package.XXXXXX)
trap 'rm -rf "$work"' EXIT

# The same sources give the same program, whoever builds it.
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
"$python" -m PyInstaller --noconfirm --log-level WARN --distpath "$work/dist" --workpath "$work/work" \
  packaging/keyfob.spec >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
"$python" packaging/finish.py "$work/dist/keyfob"
if [ -d "$work/dist/Keyfob.app" ]; then
  "$python" packaging/finish.py "$work/dist/Keyfob.app"
  rm -rf "$(dirname "$target")/Keyfob.app"
  mv "$work/dist/Keyfob.app" "$(dirname "$target")/"
fi
rm -rf "$target"
mv "$work/dist/keyfob" "$target"
