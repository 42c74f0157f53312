#!/usr/bin/env bash
# Looks for what the program (run) or its tests (test) need from the system, and installs it where that is allowed:
# as root, or with a sudo that asks nothing. Else it prints the one line to run and ends with 3.
set -euo pipefail
cd "$(dirname "$0")"
wanted=${1:?run or test}

if ! command -v dpkg >/dev/null; then
  echo "setup: no Debian packages here; packaging/setup/system-packages.txt names the libraries Qt needs" >&2
  exit 0
fi

libraries=$(/sbin/ldconfig -p)
is_there() { # PROBE
  case $1 in
    lib:*) grep -qF "${1#lib:} " <<<"$libraries" ;;
    cmd:*) PATH=$PATH:/usr/sbin:/sbin command -v "${1#cmd:}" >/dev/null ;;
    file:*) [ -e "${1#file:}" ] ;;
  esac
}

missing=()
while read -r set probe package; do
  case $set in
    run) ;;
    test) [ "$wanted" = test ] || continue ;;
    *) continue ;;
  esac
  is_there "$probe" || missing+=("$package")
done <system-packages.txt

# Python itself: any from 3.11 on, with its venv module.
python=$(./find-python.sh || true)
if [ -z "$python" ]; then
  missing+=(python3 python3-venv)
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  missing+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
fi
# The frozen program carries Python's own library; Debian's Python runs without it.
if [ -n "$python" ] && [ "$wanted" = test ]; then
  library=$("$python" -c 'import sys, sysconfig; print(sysconfig.get_config_var("INSTSONAME") if sys.base_prefix == "/usr" else "")')
  if [ -n "$library" ] && ! is_there "lib:$library"; then
    missing+=("${library%%.so*}")
  fi
fi

[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install -qq -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  printf 'setup: some system packages are missing. Please run this line, then try again:\n\n  sudo %s\n\n' "${install/ -qq/}" >&2
  exit 3
fi
echo "setup: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# A failed look for news is no reason to stop: what is known may do.
"${as_root[@]}" apt-get update -qq >&2 || true
# shellcheck disable=SC2086  # one word a package
"${as_root[@]}" $install >/dev/null

if [ -z "$(./find-python.sh || true)" ]; then
  echo "setup: Keyfob needs Python 3.11 or newer, and this system's python3 is older. Install one (or name it: PYTHON=...)." >&2
  exit 3
fi
# What a Python that was just installed wants besides can only be asked now.
[ -n "$python" ] || exec ./system.sh "$wanted"
