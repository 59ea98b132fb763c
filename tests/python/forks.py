"""Commands in processes of their own that need not import dbt: forks of one that has.

A start of dbt costs seconds before it does anything. `docs/test_commands.py` starts commands as
their user does.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess

import pytest

HERE = Path(__file__).resolve().parent
FORKS = multiprocessing.get_context("forkserver")


@cache
def _started() -> None:
    """Start the process that has dbt imported; it finds `warm` by the path alone."""
    FORKS.set_forkserver_preload(["warm"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(HERE), prepend=os.pathsep)
        forkserver.ensure_running()


def run(
    words: Sequence[object], folder: Path, environment: Mapping[str, str]
) -> CompletedProcess[str]:
    """Run `derive ...`, `dbt ...` or `python FILE ...` in a folder; what it said, and its code."""
    with tempfile.TemporaryDirectory() as place:
        streams = [Path(place) / name for name in ("stdout", "stderr")]
        process = start(words, folder, environment, streams)
        process.join()
        texts = [stream.read_text() for stream in streams]
    return CompletedProcess([str(word) for word in words], process.exitcode, *texts)


def start(
    words: Sequence[object], folder: Path, environment: Mapping[str, str], streams: Sequence[Path]
) -> BaseProcess:
    """Start such a command; its two streams are appended to files."""
    _started()
    given = ([str(word) for word in words], folder, dict(environment), list(streams))
    process = FORKS.Process(target=_command, args=given)
    process.start()
    return process


def _command(
    words: list[str], folder: Path, environment: dict[str, str], streams: list[Path]
) -> None:
    """Become the command: its streams, folder, environment and arguments."""
    for number, stream in enumerate(streams, 1):
        with stream.open("ab") as opened:
            os.dup2(opened.fileno(), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = words
    if words[0] == "python":
        sys.argv = words[1:]
        runpy.run_path(words[1], run_name="__main__")
    elif words[0] == "derive":
        from derived_tables.cli import app

        app()
    elif words[0] == "dbt":
        from dbt.cli.main import cli

        cli()
    else:
        sys.exit(f"{words[0]} is none of derive, dbt, python")
