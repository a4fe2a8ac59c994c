#!/usr/bin/env bash
# Build the wheel, install it alone, run the quickstart from an empty folder: scripts/smoke.sh PYTHON
set -euo pipefail
python=$(realpath -s "$1")
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work/dist" "$repository"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl
cp "$repository/configs/quickstart.yaml" "$work/"
cd "$work"
"$work/venv/bin/webinstruct" run --config quickstart.yaml --run-dir run
"$work/venv/bin/webinstruct" status run --json | "$work/venv/bin/python" -c '
import json, sys
stages = json.load(sys.stdin)
assert list(stages)[-1] == "export" and stages["export"]["kept"] > 0, stages
for name, s in stages.items():
    assert s["shards"] == s["shards_done"] and s["read"] == s["rejected"] + s["quarantined"] + s["sources"], (name, s)
print("smoke: the wheel alone runs the quickstart and its books close")'
