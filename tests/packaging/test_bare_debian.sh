#!/usr/bin/env bash
# README's commands in a bare Debian 12: test_bare_debian.sh [install|check|test] (test unless told).
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

[ "$(id -u)" = 0 ] || { echo "test_bare_debian: only root can make a root" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "test_bare_debian: apt-get install debootstrap first" >&2; exit 2; }

# One line a source: URI SUITE COMPONENT, of Debian's own packages alone.
sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Origin: Debian' | sort -u)
mirror=$(awk '$2 == "bookworm" { print $1; exit }' <<<"$sources")
[ -n "$mirror" ] || { echo "test_bare_debian: apt knows no mirror of Debian 12 (apt-get update?)" >&2; exit 2; }

mkdir -p "$place"
if [ ! -e "$place/base.tar" ]; then
  echo "test_bare_debian: making the bare root" >&2
  rm -rf "$place/base"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$place/base" "$mirror" >"$place/debootstrap.log"
  rm -rf "$place"/base/var/cache/apt/archives/*.deb
  tar -C "$place/base" -cf "$place/base.tar.part" .
  mv "$place/base.tar.part" "$place/base.tar"
  rm -rf "$place/base"
fi
rm -rf "$root"
mkdir -p "$root"
tar -C "$root" -xf "$place/base.tar"

# How this machine reaches the world.
awk '{ print "deb", $1, $2, $3 }' <<<"$sources" >"$root/etc/apt/sources.list"
apt-config dump | grep -iE '^Acquire::[a-z]+::(Proxy|CaInfo)' >"$root/etc/apt/apt.conf.d/90machine" || true
for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/npmrc /usr/etc/npmrc /etc/ssl/certs/ca-certificates.crt \
  "$HOME/.npmrc" "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"; do
  [ -e "$file" ] || continue
  target=$root${file/#$HOME//root}
  mkdir -p "$(dirname "$target")"
  cp -L "$file" "$target"
done
cp -rL /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null || true
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
make $step
echo "test_bare_debian: make $step took \$((\$(date +%s) - begun)) s"
begun=\$(date +%s)
make install
echo "test_bare_debian: make install again took \$((\$(date +%s) - begun)) s"
.venv/bin/keyfob --version
EOF

status=0
unshare --mount --pid --fork --mount-proc="$root/proc" env -i "${surroundings[@]}" chroot "$root" sh /go-inside </dev/null || status=$?
[ -n "${KEEP:-}" ] || rm -rf "$root"
exit $status
