"""The helpers for running dbt are those of the tests of time."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "time"))
