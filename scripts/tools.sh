#!/usr/bin/env bash
# Installs what the tests need from Debian and PyPI, or says in one line what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
fi

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v ogrinfo >/dev/null || missing+=(gdal-bin)
[ -e /usr/share/vulkan/icd.d/lvp_icd.json ] || [ -e "/usr/share/vulkan/icd.d/lvp_icd.$(uname -m).json" ] || missing+=(mesa-vulkan-drivers)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$as_root" = no ] || ! command -v apt-get >/dev/null; then
    echo "make test needs ${missing[*]}: install them (Debian: apt-get install ${missing[*]}) and run it again" >&2
    exit 2
  fi
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

for tool in cargo node npm python3 cc; do
  command -v "$tool" >/dev/null || { echo "make test needs $tool: install it and run it again" >&2; exit 2; }
done
command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest

[ -x .venv/bin/python ] || python3 -m venv .venv
if ! cmp -s tests/requirements.txt .venv/requirements.txt; then
  # uv takes seconds where pip takes minutes. It does not read pip's configuration, so pip stands in where uv finds no index.
  pip=(.venv/bin/python -m pip install -q --disable-pip-version-check)
  "${pip[@]}" uv==0.13.9
  .venv/bin/uv pip install -q --python .venv/bin/python -r tests/requirements.txt || "${pip[@]}" -r tests/requirements.txt
  cp tests/requirements.txt .venv/requirements.txt
fi
