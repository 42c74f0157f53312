#!/usr/bin/env bash
# Prints a Python that is new enough (3.11): $PYTHON if it is set, else the first of these on PATH. Ends with 1 without one.
set -euo pipefail
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    command -v "$name"
    exit 0
  fi
done
exit 1
