#!/usr/bin/env bash
# Writes requirements/*.txt anew from pyproject.toml: every platform's packages, by hash, without addresses.
# Pins that still fit are kept; `UPGRADE=1 make lock` looks for newer ones.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v uv >/dev/null || { echo "make lock needs uv on PATH (pip install uv)" >&2; exit 2; }

lock() { # FILE SOURCE...
  local file=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} --output-file "requirements/$file" "$@" >/dev/null
  echo "requirements/$file"
}

lock run.txt pyproject.toml --group build
lock dev.txt pyproject.toml --group build --group dev
lock mutation.txt pyproject.toml --group build --group dev --group mutation
lock providers.txt --group providers
