#!/usr/bin/env bash
# Signs the application, has it notarised, and makes the disk image: dmg.sh DIST
#   CODESIGN_IDENTITY   "Developer ID Application: …"; without it the application is signed for this machine alone
#   NOTARY_PROFILE      a profile of `xcrun notarytool store-credentials`; without it nothing is notarised
# packaging/build.sh has put the application into DIST.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-dist}"
app=$(find . -maxdepth 1 -name '*.app' | head -n 1)
app=${app#./}
[ -n "$app" ] || { echo "dmg: there is no application here" >&2; exit 1; }
name=${app%.app}
version=$(/usr/libexec/PlistBuddy -c 'Print CFBundleShortVersionString' "$app/Contents/Info.plist")
slug=$(tr '[:upper:] ' '[:lower:]-' <<<"$name")
image=$slug-$version-macos-$(uname -m).dmg

identity=${CODESIGN_IDENTITY:--}
stamp=(--timestamp)
[ "$identity" != - ] || stamp=(--timestamp=none)
sign() { codesign --force --options runtime "${stamp[@]}" --sign "$identity" "$@"; }
# From the inside out: libraries, then the programs, then the whole.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | while IFS= read -r -d '' file; do sign "$file"; done
find "$app/Contents/Frameworks" -type d -name '*.framework' -prune -print0 2>/dev/null |
  while IFS= read -r -d '' file; do sign "$file"; done
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

notarise() { # FILE
  [ -n "${NOTARY_PROFILE:-}" ] || return 0
  xcrun notarytool submit "$1" --keychain-profile "$NOTARY_PROFILE" --wait
}
if [ -n "${NOTARY_PROFILE:-}" ]; then
  archive=$(mktemp -d)/$slug.zip
  ditto -c -k --keepParent "$app" "$archive"
  notarise "$archive"
  xcrun stapler staple "$app"
  spctl --assess --type execute --verbose=2 "$app"
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
ditto "$app" "$stage/$app"
ln -s /Applications "$stage/Applications"
cp "$slug.papers/LICENCES.txt" "$stage/" 2>/dev/null || cp ./*.papers/LICENCES.txt "$stage/"
rm -f "$image"
hdiutil create -volname "$name" -srcfolder "$stage" -fs HFS+ -format UDZO -quiet "$image"
sign "$image"
notarise "$image"
[ -z "${NOTARY_PROFILE:-}" ] || xcrun stapler staple "$image"
echo "  $(du -m "$image" | cut -f1) MB  $image"
