#!/usr/bin/env bash
# Starts what packaging/build.sh built and looks whether it works: smoke.sh [FOLDER] (dist/keyfob unless told).
# Needs no display, no keychain and no network; touches nothing of the person's own.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(cd "${1:-dist/keyfob}" && pwd)
keyfob=$folder/keyfob
window=$keyfob
case $(uname -s) in
  MINGW* | MSYS* | CYGWIN*) keyfob=$folder/keyfob.exe window=$folder/keyfobw.exe ;;
esac
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
# A home of its own, on every system.
export HOME=$home USERPROFILE=$home APPDATA=$home/appdata LOCALAPPDATA=$home/local QT_QPA_PLATFORM=offscreen
export XDG_CONFIG_HOME=$home/config XDG_STATE_HOME=$home/state XDG_DATA_HOME=$home/data XDG_CACHE_HOME=$home/cache
mkdir -p "$APPDATA" "$LOCALAPPDATA"
cd "$home"

failed=0
judge() { # NAME CONDITION...
  local name=$1
  shift
  if "$@"; then echo "smoke: $name: ok"; else echo "smoke: $name: FAILED"; failed=1; fi
}
says() { # WORD COMMAND...
  local word=$1 out
  shift
  out=$("$@") && grep -qF -- "$word" <<<"$out"
}

version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$OLDPWD/desktop_app/__init__.py")
judge "--version" says "keyfob $version" "$keyfob" --version
judge "status --json" says '{"accounts": []}' "$keyfob" status --json
judge "--help" says "keyfob login" "$keyfob" --help
echo "smoke: --selfcheck:"
judge "--selfcheck" "$keyfob" --selfcheck
judge "--selfcheck knows that it is frozen" says '"frozen": true' "$keyfob" --selfcheck --json
judge "inspected by the doctor" says '"checks"' sh -c '"$1" doctor --json || true' sh "$keyfob"

"$window" >"$home/window.log" 2>&1 &
pid=$!
sleep 3
judge "the window stays" kill -0 "$pid"
case $(uname -s) in
  MINGW* | MSYS* | CYGWIN*) kill "$pid" 2>/dev/null || true ;; # no SIGTERM there
  *)
    kill -TERM "$pid" 2>/dev/null || true
    status=0
    wait "$pid" || status=$?
    judge "SIGTERM ends it with 0" test "$status" = 0
    ;;
esac
judge "the window complains of nothing" test ! -s "$home/window.log"
[ ! -s "$home/window.log" ] || sed 's/^/  /' "$home/window.log"
exit $failed
