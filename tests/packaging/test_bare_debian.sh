#!/usr/bin/env bash
# README's commands in a bare Debian 12: test_bare_debian.sh [install|check|test|run] (test unless told). "run" opens the
# window on a display made outside (Xvfb, xwininfo, import), keeps its picture as build/bare/run.png, and ends it with SIGTERM.
# Needs root, debootstrap, and a system whose apt knows a Debian mirror: its settings for apt, pip, npm, names and
# certificates are used inside as they are. The bare root is kept as build/bare/base.tar; every run starts from it.
#   TREE=work   try the work tree as it is, not the last commit
#   KEEP=1      leave build/bare/root for a look
set -euo pipefail
cd "$(dirname "$0")/../.."
step=${1:-test}
top=$PWD
place=$top/build/bare
root=$place/root

rm -rf "$root"
tests/packaging/base_root.sh "$root" >/dev/null
surroundings=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8)
while read -r variable; do
  surroundings+=("$variable")
done < <(env | grep -iE '^([a-z]+_proxy|PIP_(CERT|INDEX_URL|DEFAULT_TIMEOUT|PROXY)|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|REQUIRE_REAL|ARGS)=' || true)

if [ "${TREE:-commit}" = work ]; then
  mkdir "$root/keyfob-checkout"
  git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>/dev/null | tar -C "$root/keyfob-checkout" -x
else
  git clone --quiet --no-local "$top" "$root/keyfob-checkout"
fi

cat >"$root/go-inside" <<EOF
set -eu
mount -t devtmpfs none /dev 2>/dev/null || mount -t tmpfs none /dev
for node in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
  set -- \$node; [ -e /dev/\$1 ] || mknod -m 666 /dev/\$1 c \$2 \$3
done
[ -e /dev/fd ] || { ln -s /proc/self/fd /dev/fd; ln -s fd/0 /dev/stdin; ln -s fd/1 /dev/stdout; ln -s fd/2 /dev/stderr; }
mkdir -p /dev/shm /dev/pts
mount -t tmpfs none /dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 none /dev/pts
[ -e /dev/ptmx ] || ln -s pts/ptmx /dev/ptmx
mount -t tmpfs none /tmp
ip link set lo up 2>/dev/null || true
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends make git >/dev/null   # README names make; git clone comes before it
cd /keyfob-checkout
update-ca-certificates >/dev/null 2>&1 || true   # Java reads the certificates that this links, not the bundle
git config --global --add safe.directory /keyfob-checkout
begun=\$(date +%s)
if [ $step = run ]; then
  make run & running=\$!
  until [ -e /window-seen ]; do
    kill -0 \$running 2>/dev/null || { wait \$running; exit 1; }
    sleep 1
  done
  for process in /proc/[0-9]*; do   # the window alone: its command line ends with --demo, and make's does not
    tr '\\0' ' ' <\$process/cmdline 2>/dev/null | grep -q -- '-m desktop_app --demo \$' || continue
    kill -TERM \${process#/proc/}
  done
  wait \$running
else
  make $step
fi
echo "test_bare_debian: make $step took \$((\$(date +%s) - begun)) s"
begun=\$(date +%s)
make install
echo "test_bare_debian: make install again took \$((\$(date +%s) - begun)) s"
.venv/bin/keyfob --version
EOF

status=0
if [ "$step" = run ]; then
  Xvfb -displayfd 8 -screen 0 1280x960x24 -nolisten tcp 8>"$place/display" >/dev/null 2>&1 &
  display=$!
  until [ -s "$place/display" ]; do kill -0 $display; sleep 0.2; done
  surroundings+=("DISPLAY=:$(cat "$place/display")")
  (
    export DISPLAY=:$(cat "$place/display")
    until xwininfo -root -tree 2>/dev/null | grep -q '"Keyfob"'; do sleep 1; done
    sleep 10   # the embedded provider starts, and its account's page is painted
    import -window root "$place/run.png"   # ImageMagick
    touch "$root/window-seen"
  ) &
  watcher=$!
fi
unshare --mount --pid --fork --mount-proc="$root/proc" env -i "${surroundings[@]}" chroot "$root" sh /go-inside </dev/null || status=$?
if [ "$step" = run ]; then
  kill $watcher 2>/dev/null || true
  kill $display
  [ -s "$place/run.png" ] || status=1
fi
[ -n "${KEEP:-}" ] || rm -rf "$root"
exit $status
