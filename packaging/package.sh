#!/usr/bin/env bash
# Makes all that is given away for this system, in dist/ (`make package`): the folder, then
#   Linux    keyfob_VERSION_ARCH.deb, keyfob-VERSION-linux-MACHINE.tar.xz
#   Windows  keyfob-VERSION-windows-setup.exe
#   macOS    keyfob-VERSION-macos.dmg
# and for each system the bill of materials (*.cdx.json) and SHA256SUMS.
# A company's own: make package CONFIG=company.toml NAME="Acme Sign-in" ICON=acme.svg
set -euo pipefail
cd "$(dirname "$0")/.."
dist=${1:-dist}
python=${PYTHON:-.venv/bin/python}
[ -x "$python" ] || python=.venv/Scripts/python.exe
export PYTHON=$python SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
read -r slug version < <("$python" -c 'import sys; sys.path.insert(0, "packaging")
from identity import BadIdentity, identity
try:
    build = identity()
except BadIdentity as error:
    sys.exit(f"package: {error}")
print(build.slug, build.version)') || exit 2

program=$dist/$slug papers=$dist/$slug.papers
packaging/build.sh "$program" "$papers"
case $(uname -s) in
  Linux)
    "$python" packaging/deb.py "$program" "$papers" "$dist"
    system=linux-$(uname -m)
    ;;
  Darwin)
    packaging/macos/dmg.sh "$dist"
    system=macos-$(uname -m)
    ;;
  *)
    "$python" packaging/nsis.py "$program" "$papers" "$dist"
    system=windows-x86_64
    ;;
esac
cp "$papers/sbom.cdx.json" "$dist/$slug-$version-$system.cdx.json"
cd "$dist"
sum=(sha256sum)
command -v sha256sum >/dev/null || sum=(shasum -a 256)
find . -maxdepth 1 -type f -name "$slug[-_]*" | sed 's|^\./||' | LC_ALL=C sort | xargs "${sum[@]}" >SHA256SUMS
cat SHA256SUMS
