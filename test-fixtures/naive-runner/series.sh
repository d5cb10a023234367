#!/usr/bin/env bash
# Applies the patches to a copy, one after the other, and measures each step in the mode that its patch names: before
# and after. Prints a table: what 40 clients get through a pool of 4, and, with a pool that is large enough for all, how
# long one answer keeps connections. The first leaps when the last of the holds that block a mode goes, the second moves
# with each. The figures are about waiting, so the default profile of cargo will do.
#
#   ./series.sh [seconds a measurement takes; 10 if absent]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:-10}
target=${CARGO_TARGET_DIR:-$root/target}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

cp -r "$here/src" "$here/Cargo.lock" "$copy"
sed "s#\.\./\.\./reference-runner#$root/reference-runner#" "$here/Cargo.toml" > "$copy/Cargo.toml"
cargo build --quiet --manifest-path "$root/Cargo.toml" -p reference-runner --target-dir "$target"

# step → a program
build() {
    cargo build --quiet --manifest-path "$copy/Cargo.toml" --target-dir "$target"
    cp "$target/debug/naive-runner" "$copy/$1"
}

load() {
    "$target/debug/reference-runner" load --only twin --twin-binary "$copy/$1" --brief --mode "$2" \
        --latency 1000 --seconds "$seconds" "${@:3}"
}

# program, mode → "answers/s errors connection-seconds/answer"
measure() {
    load "$1" "$2" --pool 4 --clients 40 --pool-timeout 3 | awk '{ printf "%s %s ", $3, $5 }'
    load "$1" "$2" --pool 100 --clients 10 | awk '{ print $7 }'
}

letgo() {
    { cargo run --quiet --manifest-path "$root/Cargo.toml" --bin cargo-letgo -- letgo --offline --message-format short \
        --manifest-path "$copy/Cargo.toml" 2> /dev/null || true; } | grep -c '^src'
}

row() {
    printf '%-38s %8s %10s %17s %13s %21s\n' "$@"
}

build base
before=base
row patch findings mode 'answers/s' errors 'connection s/answer'
row '(none)' "$(letgo)" '' '' '' ''
for patch in "$here"/patches/*.patch; do
    name=$(basename "$patch" .patch)
    mode=$(sed -n 's/^Mode: //p' "$patch")
    (cd "$copy" && GIT_CEILING_DIRECTORIES=$(dirname "$copy") git apply --whitespace=nowarn "$patch")
    build "$name"
    read -r answers errors held <<< "$(measure "$before" "$mode")"
    read -r answers_after errors_after held_after <<< "$(measure "$name" "$mode")"
    row "$name" "$(letgo)" "$mode" "$answers -> $answers_after" "$errors -> $errors_after" "$held -> $held_after"
    before=$name
done
