import os
import runpy
import subprocess
import sys
from pathlib import Path

from dualrun.clock import run_virtual

PROGRAM = Path(__file__).with_name("determinism_program.py")


def digests(*runs: tuple[int, str, str]) -> list[str]:
    """Rehearse each (seed, hash seed, option) in a process of its own, all at once."""
    root = str(PROGRAM.parent.parent)
    started = [
        subprocess.Popen(
            [sys.executable, "-P", str(PROGRAM), str(seed), *option.split()],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": root},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed, hash_seed, option in runs
    ]
    ended = [process.communicate() for process in started]
    assert [errors for _, errors in ended] == [""] * len(runs)
    return [digest for digest, _ in ended]


def test_one_seed_gives_one_digest_in_every_process_under_every_hash_seed():
    found = digests((7, "0", ""), (7, "1", ""), (7, "random", ""))
    assert len(set(found)) == 1
    assert found[0].startswith("sha256:")


def test_another_seed_gives_another_digest_and_the_same_seed_the_same_again():
    rehearse = runpy.run_path(str(PROGRAM))["rehearse"]
    seven, eight, again = (
        run_virtual(lambda clock, seed=seed: rehearse(clock, seed, False)) for seed in (7, 8, 7)
    )
    assert seven == again != eight


def test_a_system_that_iterates_over_a_set_is_found_out_by_the_digest():
    assert len(set(digests((7, "1", "--careless"), (7, "2", "--careless")))) == 2
