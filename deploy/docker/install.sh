#!/bin/sh
# Fills /opt/venv while an image is built: `install.sh packages NAME` from a lock, `install.sh ours FOLDER...`.
# Tests do the same elsewhere: TOOLS has uv, hatchling stands in BUILDER, VENV and WHEELS are filled.
set -eu

uv=${TOOLS:-/opt/tools/bin}/uv
hatchling=${BUILDER:-/opt/tools/bin}/hatchling
python=${VENV:-/opt/venv}/bin/python
wheels=${WHEELS:-/opt/wheels}
what=$1
shift
case $what in
packages)
    "$uv" pip sync --python "$python" --require-hashes "requirements/$1.lock"
    ;;
ours)
    # By the locked hatchling, and not by one that pip would fetch for it.
    for folder in "$@"; do
        (cd "$folder" && "$hatchling" build -t wheel -d "$wheels")
    done
    "$uv" pip install --python "$python" --no-deps --offline "$wheels"/*.whl
    ;;
*)
    echo "install.sh: packages or ours, and not $what" >&2
    exit 2
    ;;
esac
