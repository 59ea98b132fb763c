"""The one error that a person using `derive` is meant to read."""


class DeriveError(Exception):
    """What is wrong, where, and what to do about it.

    `problem` is one sentence; `place` names the file, row or column; `remedy` is what to do next.
    The command prints the three and exits with 1; it never shows a traceback for one of these.
    """

    def __init__(self, problem: str, *, place: str = "", remedy: str = "") -> None:
        """Keep the three parts, and join those that are given into one message."""
        self.problem = problem
        self.place = place
        self.remedy = remedy
        head = f"{place}: {problem}" if place else problem
        super().__init__(f"{head} {remedy}".strip())


class Misuse(DeriveError):
    """Options that do not go together; the command exits with 2."""
