"""Ten thousand files made wrong at random land whole or are refused."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import fuzz

FILES = int(os.environ.get("DERIVE_FUZZ_FILES", "10000"))


def test_ten_thousand_mutated_files(tmp_path: Path) -> None:
    became: Counter = Counter()
    for seed in range(1000, 1000 + FILES // 500):
        folder = tmp_path / str(seed)
        folder.mkdir()
        became += fuzz.run(folder, seed, 500)
        shutil.rmtree(folder)
    print(sorted(became.items()))
    assert sum(became.values()) >= FILES
