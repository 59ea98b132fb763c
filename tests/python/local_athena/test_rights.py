"""The policy of docs/production.md grants what is asked for in these tests, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path

from derived_tables.athena import service
from derived_tables.athena.service import Running
from places import PROJECT

PAGE = PROJECT / "docs" / "production.md"
# Asked by `derive athena start` alone, to make the bucket.
OF_THE_START = {"s3:ListAllMyBuckets", "s3:CreateBucket"}
# Granted though no test asks for it, and why.
UNASKED = {
    "glue:DeleteTableVersion": "dbt's adapter removes versions of views, which Athena keeps",
    "athena:StopQueryExecution": "dbt stops its statements when it is interrupted",
    "s3:AbortMultipartUpload": "an upload that fails half way is taken back",
    "glue:GetColumnStatisticsForTable": "Athena plans by a table's statistics, where it has any",
    "glue:GetColumnStatisticsForPartition": "Athena plans by them; the local one does not",
    "s3:GetBucketLocation": "Athena asks for it before it writes results",
}


def policy() -> dict[str, list[str]]:
    """Resources by action, from the page."""
    (text,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.S)
    granted: dict[str, list[str]] = {}
    for statement in json.loads(text)["Statement"]:
        assert statement["Effect"] == "Allow"
        resources = statement["Resource"]
        for action in statement["Action"]:
            assert re.fullmatch(r"(athena|glue|s3):[A-Z]\w+", action), action
            granted.setdefault(action, []).extend(
                [resources] if isinstance(resources, str) else resources
            )
    return granted


def covers(resource: str, action: str, bucket: str) -> bool:
    """Whether a resource of S3 takes in a bucket, or the objects in it."""
    wanted = f"arn:aws:s3:::{bucket}"
    if action not in ("s3:ListBucket", "s3:GetBucketLocation"):
        wanted += "/key"
    return re.fullmatch(re.escape(resource).replace(r"\*", ".*"), wanted) is not None


def test_the_policy_grants_what_is_asked_and_no_more(running: Running, folder: Path) -> None:
    service.run_sql("select 1", running)
    calls = {line.split(" ", 1)[1] for line in (folder / "calls.txt").read_text().splitlines()}
    asked = {call.split()[0] for call in calls} - OF_THE_START
    granted = policy()
    assert sorted(asked - set(granted)) == []
    for call in calls:
        action, _, bucket = call.partition(" ")
        if bucket and action not in OF_THE_START:
            assert any(covers(one, action, bucket) for one in granted[action]), call
    # The other tests have run before this one: run alone, it cannot know what is too much.
    if "glue:CreatePartition" in asked:
        assert sorted(set(granted) - asked - set(UNASKED)) == []
