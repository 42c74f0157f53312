#!/usr/bin/env bash
# Makes a bare Debian 12 root (minbase and certificates) once, as build/bare/base.tar, and prints its path; with a folder
# as its argument, unpacks it there and gives it this machine's way to the world: base_root.sh [FOLDER]
# Needs root, debootstrap, and a system whose apt knows a Debian mirror.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=$PWD/build/bare
say() { echo "base_root: $*" >&2; }

[ "$(id -u)" = 0 ] || { say "only root can make a root"; exit 2; }
command -v debootstrap >/dev/null || { say "apt-get install debootstrap first"; exit 2; }

# One line a source: URI SUITE COMPONENT, of Debian's own packages alone.
sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Origin: Debian' | sort -u)
mirror=$(awk '$2 == "bookworm" { print $1; exit }' <<<"$sources")
[ -n "$mirror" ] || { say "apt knows no mirror of Debian 12 (apt-get update?)"; exit 2; }

mkdir -p "$place"
if [ ! -e "$place/base.tar" ]; then
  say "making the bare root"
  work=$(mktemp -d "$place/base.XXXXXX")
  chmod 755 "$work"
  trap 'rm -rf "$work"' EXIT
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work" "$mirror" >"$place/debootstrap.log"
  rm -rf "$work"/var/cache/apt/archives/*.deb
  tar -C "$work" -cf "$place/base.tar.part" .
  mv "$place/base.tar.part" "$place/base.tar"
fi
echo "$place/base.tar"

root=${1:-}
[ -n "$root" ] || exit 0
mkdir -p "$root"
tar -C "$root" -xf "$place/base.tar"
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
