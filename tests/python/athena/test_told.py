"""What is said when AWS, or the local Athena, does not answer."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from derived_tables.athena.query import Athena
from derived_tables.errors import DeriveError
from derived_tables.store import Bucket


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of this machine at which nothing listens, as AWS's."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{one.getsockname()[1]}"
    for name, value in {
        "AWS_ENDPOINT_URL": url, "AWS_MAX_ATTEMPTS": "1", "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return url


def test_local_athena_that_was_killed_is_named(nobody: str, tmp_path: Path) -> None:
    for ask in (
        lambda: Athena().run("select 1"),
        lambda: Athena().running(),
        lambda: Bucket("s3://derived-tables/landing", tmp_path).names("_ledger"),
    ):
        with pytest.raises(DeriveError) as error:
            ask()
        assert "the local Athena does not answer" in error.value.problem
        assert nobody in error.value.problem
        assert "`derive athena start`" in error.value.remedy


def test_another_endpoint_is_not_taken_for_it(
    nobody: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://nowhere.invalid:1")
    with pytest.raises(DeriveError, match=r"AWS does not do it.*nowhere\.invalid.*AWS_PROFILE"):
        Bucket("s3://derived-tables/landing", tmp_path).names("_ledger")
