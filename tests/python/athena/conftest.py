"""The whole project compiled for Athena, against moto's AWS in place of AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def aws() -> dict[str, str]:
    """The environment in which every AWS call reaches moto."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    server.stop()


@pytest.fixture(scope="session")
def compiled(aws: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The manifest after `dbt compile --target athena`, with each node's compiled SQL."""
    folder = tmp_path_factory.mktemp("athena")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "DERIVE_", "DBT_"))
    }
    done = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"),
            "compile",
            "--target",
            "athena",
            "--target-path",
            folder,
            "--log-path",
            folder / "logs",
            "--no-partial-parse",
            "--no-use-colors",
        ],
        cwd=PROJECT,
        env={
            **environment,
            **aws,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
            "DERIVE_LANDING": str(folder / "landing"),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return json.loads((folder / "manifest.json").read_text())
