#!/bin/sh
# Around rustc, for the crates of a workspace only: dumps each async body before it becomes a state machine.
# RUSTC_BOOTSTRAP is set here so that dependencies are neither built again nor see a nightly.
name=
previous=
for argument in "$@"; do
    if [ "$previous" = --crate-name ]; then name=$argument; fi
    previous=$argument
done
case "$name" in
    "" | build_script_* | ___) exec "$@" ;;
esac
folder="$LETGO_MIR_DIR/$name.$$"
mkdir -p "$folder"
RUSTC_BOOTSTRAP=1 exec "$@" -Zdump-mir=coroutine_before -Zdump-mir-dir="$folder" -Zmir-include-spans=on \
    -Zalways-encode-mir -Ztrim-diagnostic-paths=no --cap-lints=allow
