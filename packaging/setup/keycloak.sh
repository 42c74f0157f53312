#!/usr/bin/env bash
# Fetches Keycloak through Maven, checks it against the pinned hash, unpacks and prepares it in build/keycloak: a
# provider that the tests sign in to. Once: the second time it only looks at its stamp.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=tests/support/providers/keycloak/release.txt
place=build/keycloak
stamp=$place/.keyfob

value() { sed -n "s/^$1 *= *//p" "$release"; }
version=$(value version)
print=$(cat "$release" "$0" | sha256sum | cut -d' ' -f1)
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$print" ]; then exit 0; fi

echo "setup: fetching Keycloak $version" >&2
rm -rf "$place" "$place.part"
mkdir -p "$place.part"
plugin=org.apache.maven.plugins:maven-dependency-plugin:$(value plugin)
said=$(mvn --batch-mode --quiet --no-transfer-progress "$plugin:copy" \
  -Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" -DoutputDirectory="$PWD/$place.part" 2>&1) ||
  { echo "$said" >&2; exit 1; }
archive=$place.part/keycloak-quarkus-dist-$version.zip
echo "$(value sha256)  $archive" | sha256sum --check --quiet >&2
.venv/bin/python -m zipfile -e "$archive" "$place.part"
mv "$place.part/keycloak-$version" "$place"
rm -rf "$place.part"

echo "setup: preparing Keycloak (half a minute, once)" >&2
# Prepared once, it starts without building itself anew (kc.sh start --optimized).
JAVA_OPTS="-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8" \
  bash "$place/bin/kc.sh" build --db=dev-mem >"$place/build.log" 2>&1 || { cat "$place/build.log" >&2; exit 1; }
echo "$print" >"$stamp"
