"""Where the project is, and the real data beside it."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "real"
