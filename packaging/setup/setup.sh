#!/usr/bin/env bash
# Everything that Keyfob needs, from nothing: setup.sh run (the program) | dev (and its checks) | test (and its tests).
# Safe to repeat: what is as the lock files say is left alone, so the second time takes no noticeable time.
set -euo pipefail
cd "$(dirname "$0")/../.."
mode=${1:-run}
here=packaging/setup

say() { echo "setup: $*" >&2; }

# Python's and Node's package clients trust the system's certificates, as every other program here does.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

fingerprint() { # FILE... -> one word for their contents, this place and this Python
  { pwd; readlink -f "$python"; "$python" -V; cat "$@"; } | sha256sum | cut -d' ' -f1
}

is_done() { # STAMP FINGERPRINT
  [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]
}

install_locked() { # DIRECTORY LOCK: the lock is the whole answer, so pip resolves nothing by itself
  say "installing $2"
  "$1/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$2"
}

make_venv() { # DIRECTORY: anew unless it is there and its Python still runs
  if ! "$1/bin/python" -c 'import pip' 2>/dev/null; then
    rm -rf "$1"
    say "making $1 ($("$python" -V))"
    "$python" -m venv "$1"
  fi
}

program() { # LOCK: the environment with the program in it
  local lock=requirements/$1.txt stamp=.venv/.keyfob-$1 print
  print=$(fingerprint "$lock" pyproject.toml)
  if is_done "$stamp" "$print"; then
    compile_program
    return
  fi
  make_venv .venv
  install_locked .venv "$lock"
  .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
  .venv/bin/python -m pip check >&2
  compile_program
  echo "$print" >"$stamp"
}

compile_program() { # a command that runs for 30 ms should not compile its own modules each time
  .venv/bin/python -m compileall -q desktop_app
  .venv/bin/python packaging/translations.py build/translations
}

providers() { # the providers that the tests sign in to
  local stamp=.venv-providers/.keyfob print
  print=$(fingerprint requirements/providers.txt tests/support/node/package-lock.json)
  is_done "$stamp" "$print" && return
  make_venv .venv-providers
  install_locked .venv-providers requirements/providers.txt
  .venv-providers/bin/python -m pip check >&2
  say "installing tests/support/node"
  node_config
  (cd tests/support/node && PATH="$OLDPWD/.venv-providers/bin:$PATH" npm ci --silent --no-audit --no-fund)
  echo "$print" >"$stamp"
}

node_config() { # the system's npm settings hold for the npm that comes with .venv-providers too
  local file
  for file in /etc/npmrc /usr/etc/npmrc; do
    if [ -z "${npm_config_globalconfig:-}" ] && [ -e "$file" ]; then
      export npm_config_globalconfig=$file
    fi
  done
}

case $mode in
  run | dev) [ -n "${SKIP_SYSTEM:-}" ] || "$here/system.sh" run ;;
  test) [ -n "${SKIP_SYSTEM:-}" ] || "$here/system.sh" test ;;
  *) say "run, dev or test, not $mode"; exit 2 ;;
esac
python=$("$here/find-python.sh")
case $mode in
  # What is enough for the tests is enough for the program.
  run) is_done .venv/.keyfob-dev "$(fingerprint requirements/dev.txt pyproject.toml)" || program run ;;
  dev) program dev ;;
  test) program dev; providers; "$here/keycloak.sh" || say "no Keycloak: its tests are skipped" ;;
esac
