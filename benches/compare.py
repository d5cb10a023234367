#!/usr/bin/env python3
"""letgo beside other tools on the same tree, in one run.

    benches/compare.py LETGO DIR [--clippy]

LETGO is the binary, DIR a workspace. Runs letgo cold and warm, ast-grep (`pip install ast-grep-cli`) with one rule over
the same files, and with --clippy `cargo clippy` for `await_holding_invalid_type`, once with the build of everything
below it and once without. Prints the least time of each, on the clock and of the processors, and the ratios.
"""

import os
import resource
import shutil
import subprocess
import sys
import time

ROUNDS = 3


def timed(command, folder, rounds=ROUNDS, **options):
    wall, processors = [], []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        result = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
        wall.append(time.monotonic() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processors.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        # findings are no failure; a crash or a missing dependency is
        if result.returncode not in (0, 1, 101):
            sys.exit(f"{command[0]}: {result.stderr.decode()[-500:]}")
    return min(wall), min(processors)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    letgo, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    cold = [letgo, "letgo", "--message-format", "json", "--quiet", "--no-cache"]
    warm = cold[:-1]
    times = {"letgo cold": timed(cold, folder)}
    subprocess.run(warm, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    times["letgo warm"] = timed(warm, folder)
    if shutil.which("ast-grep"):
        rule = ["ast-grep", "run", "--lang", "rust", "--pattern", "$A.await", "--json=stream", "."]
        times["ast-grep"] = timed(rule, folder)
    else:
        print("ast-grep is not installed: pip install ast-grep-cli")
    if "--clippy" in sys.argv:
        clippy = ["cargo", "clippy", "--workspace", "--", "-A", "clippy::all", "-W", "clippy::await_holding_invalid_type"]
        target = os.path.abspath("target/compare")
        shutil.rmtree(target, ignore_errors=True)
        environment = {**os.environ, "CARGO_TARGET_DIR": target}
        times["clippy, with the build"] = timed(clippy, folder, rounds=1, env=environment)
        members = subprocess.run(["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=folder,
                                 capture_output=True, check=True)
        import json
        names = [package["name"] for package in json.loads(members.stdout)["packages"]]
        clean = ["cargo", "clean"] + [word for name in names for word in ("-p", name)]
        subprocess.run(clean, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
        times["clippy, its own work"] = timed(clippy, folder, rounds=1, env=environment)
    reference = times["letgo cold"]
    print(f"{'':<24}{'clock':>10}{'processors':>12}   to letgo cold")
    for name, (wall, processors) in times.items():
        print(f"{name:<24}{wall:>9.3f}s{processors:>11.3f}s   {wall / reference[0]:>6.2f} {processors / reference[1]:>6.2f}")


main()
