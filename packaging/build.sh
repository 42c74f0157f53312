#!/usr/bin/env bash
# Builds the program as a folder: build.sh FOLDER [PAPERS] (dist/keyfob unless told). PAPERS gets icons, licences and the
# bill of materials (FOLDER.papers unless told). The folder is replaced only by a build that is whole.
# A company's own build: KEYFOB_CONFIG, KEYFOB_NAME, KEYFOB_ICON.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:-dist/keyfob}
papers=${2:-$target.papers}
python=${PYTHON:-.venv/bin/python}
[ -x "$python" ] || python=.venv/Scripts/python.exe
[ -z "${KEYFOB_CONFIG:-}" ] || "$python" packaging/company.py "$KEYFOB_CONFIG"

mkdir -p build "$(dirname "$target")"
work=$(mktemp -d build/package.XXXXXX)
trap 'rm -rf "$work"' EXIT

# The same sources give the same program, whoever builds it. Nothing is compressed in the program's archive: what is
# packed for the way (.deb, .tar.xz, setup.exe) packs better so, and each start is spared the unpacking.
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export PYINSTALLER_ZLIB_COMPRESSION_LEVEL=0 KEYFOB_PAPERS=$PWD/$work/papers
"$python" -m PyInstaller --noconfirm --log-level WARN --distpath "$work/dist" --workpath "$work/work" \
  packaging/keyfob.spec >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cp "$work/papers/LICENCES.txt" "$work/dist/keyfob/"
"$python" packaging/finish.py "$work/dist/keyfob"
for app in "$work"/dist/*.app; do
  [ -d "$app" ] || continue
  "$python" packaging/finish.py "$app"
  rm -rf "$(dirname "$target")/$(basename "$app")"
  mv "$app" "$(dirname "$target")/"
done
rm -rf "$target" "$papers"
mv "$work/papers" "$papers"
mv "$work/dist/keyfob" "$target"
