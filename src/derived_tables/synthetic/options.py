"""What `derive synth` is asked to make."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from derived_tables.errors import DeriveError
from derived_tables.synthetic import mess
from derived_tables.synthetic.tables import systems

# The generator's version: another one may make other rows of the same seed.
VERSION = 3
BLOCKS = 16_000  # of 200 people, at scale 1: England and Wales
MINIMUM_BLOCKS = 2
# What a block's people did before this long before the window is in no system.
HISTORY = timedelta(days=365)
WORLD = (date(2012, 1, 1), date(2034, 12, 31))
NAME = re.compile(
    r"_(v(?P<version>\d+)_seed(?P<seed>-?\d+)_blocks(?P<blocks>\d+)_(?P<mess>[a-z.+_]+)"
    r"_c(?P<collisions>\d+)_from(?P<first>\d{8})_every(?P<batch_days>\d+))\.csv$"
)


@dataclass(frozen=True)
class Options:
    """`scale` 1 is England and Wales; the window is `first` to `to`, both included."""

    scale: float = 0.001
    first: date = date(2025, 10, 3)
    to: date = date(2025, 12, 31)
    seed: int = 1
    mess: str = "default"
    only_mess: tuple[str, ...] = ()
    batch_days: int = 1
    collisions: int = 1
    systems: tuple[str, ...] = ()
    blocks: int = field(default=0)  # 0: as many as the scale says

    def __post_init__(self) -> None:
        """Say how many blocks of 200 people the scale is."""
        if not self.blocks:
            blocks = max(MINIMUM_BLOCKS, round(self.scale * BLOCKS))
            object.__setattr__(self, "blocks", blocks)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of mess that are on."""
        if self.only_mess:
            return self.only_mess
        return () if self.mess == "none" else mess.KINDS

    @property
    def times(self) -> int:
        """How many times the usual shares rows are spoilt."""
        return mess.HARSH if self.mess == "harsh" else 1

    @property
    def world(self) -> str:
        """What tells the files of one world from those of another."""
        label = "+".join(sorted(self.only_mess)) if self.only_mess else self.mess
        return (
            f"v{VERSION}_seed{self.seed}_blocks{self.blocks}_{label}_c{self.collisions}"
            f"_from{self.first:%Y%m%d}_every{self.batch_days}"
        )

    @property
    def begins(self) -> datetime:
        """The moment of the first full extracts (UTC)."""
        return datetime.combine(self.first, time())

    @property
    def ends(self) -> datetime:
        """The moment after the window (UTC)."""
        return datetime.combine(self.to + timedelta(days=1), time())

    def until(self, to: date) -> Options:
        """The same world with another end."""
        return replace(self, to=to)

    def check(self) -> None:
        """Refuse what cannot be made, before anything is written."""
        if self.scale <= 0:
            raise DeriveError(f"scale {self.scale} is not above zero.")
        if self.batch_days < 1 or self.collisions < 1:
            raise DeriveError("--batch-days and --collisions must be 1 or more.")
        if self.first > self.to:
            raise DeriveError(
                f"the window begins on {self.first} and ends on {self.to}, before it begins.",
                remedy="Give --from a day no later than --to.",
            )
        if self.mess not in ("none", "default", "harsh"):
            raise DeriveError(f"mess {self.mess!r} is none of none, default, harsh.")
        unknown = sorted(set(self.only_mess) - set(mess.KINDS))
        if unknown:
            raise DeriveError(
                f"there is no kind of mess {', '.join(unknown)}.",
                remedy=f"Kinds: {', '.join(mess.KINDS)}.",
            )
        missing = sorted(set(self.systems) - set(systems()))
        if missing:
            raise DeriveError(
                f"there is no system {', '.join(missing)}.",
                remedy=f"Systems: {', '.join(systems())}.",
            )
        if not WORLD[0] <= self.first <= self.to <= WORLD[1]:
            raise DeriveError(
                f"the window {self.first} to {self.to} is not within {WORLD[0]} to {WORLD[1]}.",
                remedy="Choose other --from and --to.",
            )
        if self.to >= datetime.now(UTC).date():
            raise DeriveError(
                f"the window ends on {self.to}, and no extract may be later than the clock.",
                remedy="Give --to a day before today.",
            )
