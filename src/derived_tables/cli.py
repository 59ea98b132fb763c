"""The `derive` command: what it takes in and prints. Each verb is a module of its own.

Exit codes: 0 done, 1 something of yours needs attention (the message says what), 2 misuse.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from derived_tables.errors import DeriveError, Misuse

if TYPE_CHECKING:
    from derived_tables.ledger import Batch
    from derived_tables.upload import Preview, Result

# Verbs that are a module (a dash is an underscore in its name) with a Typer `app`, a function
# `command`, or one of the verb's name.
VERBS = (
    "init", "register", "synth", "serve-upload", "extract", "build", "rebuild", "parity",
    "maintain", "athena", "pages", "answers",
)  # fmt: skip


def _module(verb: str) -> str:
    return "derived_tables." + verb.replace("-", "_")


class Group(TyperGroup):
    """Finds verbs in modules when they are asked for; prints a DeriveError without a traceback."""

    def list_commands(self, ctx: typer.Context) -> list[str]:
        """The verbs here, and those whose module is there."""
        found = [verb for verb in VERBS if importlib.util.find_spec(_module(verb))]
        return [*found, *super().list_commands(ctx)]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # noqa: ANN401
        """Import a verb's module only when that verb is wanted."""
        if cmd_name not in self.list_commands(ctx) or cmd_name not in VERBS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(_module(cmd_name))
        if hasattr(module, "app"):
            return typer.main.get_command(module.app)
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        function = getattr(module, "command", None) or getattr(module, cmd_name.replace("-", "_"))
        single.command(cmd_name)(function)
        return typer.main.get_command(single)

    def invoke(self, ctx: typer.Context) -> Any:  # noqa: ANN401
        """Run the verb; a person's fault exits with 1, misuse with 2."""
        try:
            return super().invoke(ctx)
        except DeriveError as error:
            typer.echo(f"derive: {error}", err=True)
            raise typer.Exit(2 if isinstance(error, Misuse) else 1) from None


app = typer.Typer(
    cls=Group,
    help="Make, take in, build and look after derived tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
batch_app = typer.Typer(
    help="Look at landed batches, and say which count.", no_args_is_help=True, rich_markup_mode=None
)
contract_app = typer.Typer(help="Check contracts.", no_args_is_help=True, rich_markup_mode=None)
landing_app = typer.Typer(
    help="Look after landing roots.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(batch_app, name="batch")
app.add_typer(landing_app, name="landing")
app.add_typer(contract_app, name="contract")

def _table(headings: list[str], rows: list[list[str]]) -> None:
    """Print rows under headings, as wide as they are (no wrapping: people pipe this)."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in [headings, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())


# --- upload -------------------------------------------------------------------------------------


class Progress:
    """Shows how far a command is, once two seconds have passed; silent when not on a screen."""

    def __init__(self, total: int) -> None:
        """Start the clock."""
        self.total = total
        self.began = time.monotonic()
        self.bar: Any = None
        self.task: Any = None

    def __call__(self, done: int) -> None:
        """Show that `done` of `total` steps are done."""
        if self.bar is None:
            if time.monotonic() - self.began < 2 or not sys.stderr.isatty():
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            self.bar = Bar(console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("upload", total=self.total)
            self.bar.start()
        self.bar.update(self.task, completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()


@app.command()
def upload(
    table: Annotated[str, typer.Argument(metavar="SYSTEM.TABLE", help="Source table.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="CSV, JSON lines, Parquet or Excel, plain, gzip or zip; folders and patterns.",
        ),
    ],
    kind: Annotated[str, typer.Option(help="full, slice, changes or deletes.")],
    slice_value: Annotated[
        str | None, typer.Option("--slice", help="The slice column's value, for kind slice.")
    ] = None,
    extracted_at: Annotated[
        str | None,
        typer.Option(help="When the source was read; UTC unless it has an offset."),
    ] = None,
    extracted_at_pattern: Annotated[
        str | None,
        typer.Option(
            help="Finds that time in each file's name: %Y%m%d, or a regular expression with groups "
            "named year, month, day, hour, minute, second."
        ),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="One character; found by itself when not given.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="utf-8 or latin-1.")] = "utf-8",
    sheet: Annotated[
        str | None, typer.Option(help="The sheet of a workbook that has several.")
    ] = None,
    max_gb: Annotated[
        float, typer.Option(min=0, help="The most that a file may be when unpacked.")
    ] = 20,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Land nothing; say what would happen.")
    ] = False,
    replaces: Annotated[
        str | None,
        typer.Option(metavar="BATCH", help="Withdraw this batch in the same step; needs --reason."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is replaced.")] = None,
) -> None:
    """Land files, each as a batch of its own, whole or not at all.

    The same file for the same time again changes nothing.
    """
    from derived_tables import landing
    from derived_tables import upload as verb
    from derived_tables.contract import load_contract
    from derived_tables.project import project_dir, split_name
    from derived_tables.reading import Limits

    project = project_dir()
    contract = load_contract(project, *split_name(table))
    if (replaces is None) != (reason is None):
        raise Misuse("--replaces and --reason go together.")
    progress = Progress(2 * len(verb.expand(files)))
    try:
        made = (verb.preview if dry_run else verb.upload)(
            landing.landing_root(project),
            contract,
            files,
            kind=kind,
            slice_value=slice_value,
            extracted_at=extracted_at,
            pattern=extracted_at_pattern,
            delimiter=delimiter,
            encoding=encoding,
            sheet=sheet,
            limits=Limits(bytes=int(max_gb * 1e9)),
            replaces=(replaces, reason) if replaces is not None else None,
            on_file=progress,
        )
    finally:
        progress.close()
    if dry_run:
        _foretell(made)
    results = [one.result for one in made] if dry_run else made
    _report(results)
    if any(result.error for result in results):
        raise typer.Exit(1)


def _foretell(previews: list[Preview]) -> None:
    """Say what is to be seen in each file that would land."""
    for preview in previews:
        result = preview.result
        if result.status != "would land":
            continue
        typer.echo(f"{result.file}: {result.rows} rows")
        if preview.last_batch:
            last = preview.last_rows or 0
            change = f", {(result.rows - last) / last:+.1%}" if last else ""
            typer.echo(f"  the last batch, {preview.last_batch}, has {last} rows{change}")
        for problem in preview.problems:
            typer.echo(
                f"  {problem.column}: {problem.rows} rows ({problem.share:.2%}) break "
                f"{problem.rule}{_examples(problem.examples)}"
            )
        if preview.repeated_keys:
            typer.echo(
                f"  {preview.repeated_keys} rows repeat a key{_examples(preview.repeated_examples)}"
            )
        if preview.would_hold:
            typer.echo(f"  the build would hold it: {preview.would_hold}")


def _examples(examples: list[tuple[int, str]]) -> str:
    return ": " + ", ".join(f"row {row} {text!r}" for row, text in examples)


def _report(results: list[Result]) -> None:
    rows = []
    for result in results:
        said = result.status
        if said == "already":
            said = f"already landed as batch {result.batch_id}"
        notes = [
            f"{what}: {', '.join(names)}"
            for what, names in (("missing", result.missing), ("extra", result.extra))
            if names
        ]
        count = "" if result.error else str(result.rows)
        rows.append([result.file, result.batch_id, count, said, "; ".join(notes)])
    _table(["file", "batch", "rows", "outcome", "columns"], rows)
    for result in results:
        if result.error:
            typer.echo(f"derive: {result.error}", err=True)
    counts = {
        said: sum(result.status == said for result in results)
        for said in ("landed", "would land", "already", "refused")
    }
    lands = "would land" if counts["would land"] else "landed"
    total = sum(result.rows for result in results if result.status == lands)
    typer.echo(
        f"{counts[lands]} {lands} ({total} rows), {counts['already']} already landed, "
        f"{counts['refused']} refused"
    )


# --- batch --------------------------------------------------------------------------------------

Reason = Annotated[str, typer.Option(help="Why; the ledger keeps it.")]
BatchId = Annotated[str, typer.Argument(metavar="ID", help="Batch id, or the start of one.")]


@batch_app.command("list")
def batch_list(
    table: Annotated[str | None, typer.Argument(metavar="[SYSTEM.TABLE]")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, all that is known.")
    ] = False,
) -> None:
    """Show batches with their state, by table and time."""
    from derived_tables import landing
    from derived_tables.batch import list_batches
    from derived_tables.project import project_dir, split_name

    system, name = split_name(table) if table else (None, None)
    batches = list_batches(landing.landing_root(project_dir()), system, name)
    if as_json:
        for batch in batches:
            typer.echo(json.dumps(_as_json(batch), ensure_ascii=False))
        return
    rows = []
    for batch in batches:
        landed = batch.landed
        rows.append(
            [
                batch.batch_id,
                f"{landed['system']}.{landed['table']}",
                landed["kind"] + (f" {landed['slice']}" if landed["slice"] else ""),
                (landed["min_time"] or "").removesuffix(".000000"),
                (landed["max_time"] or "").removesuffix(".000000"),
                str(landed["rows"]),
                batch.state,
                landed["source_name"] or "",
            ]
        )
    _table(["batch", "table", "kind", "from", "to", "rows", "state", "file"], rows)
    typer.echo(f"{len(rows)} batches")


def _as_json(batch: Batch) -> dict[str, Any]:
    known = {
        name: value
        for name, value in batch.landed.items()
        if name not in ("event", "event_id", "reason", "recorded_at", "recorded_by")
    }
    events = [
        {name: event[name] for name in ("event", "recorded_at", "recorded_by", "reason")}
        for event in batch.events
    ]
    return {**known, "state": batch.state, "released": batch.released, "events": events}


def _record(event: str, batch_id: str, reason: str) -> None:
    from derived_tables import landing
    from derived_tables.batch import record
    from derived_tables.project import project_dir

    batch = record(landing.landing_root(project_dir()), event, batch_id, reason)
    landed = batch.landed
    typer.echo(
        f"{event}: batch {batch.batch_id} of {landed['system']}.{landed['table']} "
        f"({landed['rows']} rows). The next build follows."
    )


@batch_app.command("withdraw")
def batch_withdraw(batch_id: BatchId, reason: Reason) -> None:
    """Take a batch out of force: builds from now on ignore it. Its rows stay in landing."""
    _record("withdrawn", batch_id, reason)


@batch_app.command("restore")
def batch_restore(batch_id: BatchId, reason: Reason) -> None:
    """Put a withdrawn batch back in force."""
    _record("restored", batch_id, reason)


@batch_app.command("release")
def batch_release(batch_id: BatchId, reason: Reason) -> None:
    """Let a held batch count: someone has looked and it is right."""
    _record("released", batch_id, reason)


# --- landing ------------------------------------------------------------------------------------


@landing_app.command("copy")
def landing_copy(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A folder, or s3://...")],
) -> None:
    """Bring all batches and events to another landing root; what it has already stays."""
    from derived_tables import landing
    from derived_tables.project import project_dir

    project = project_dir()
    source, to = landing.landing_root(project), landing.root_at(project, target)
    progress = Progress(1)

    def show(done: int, total: int) -> None:
        progress.total = total
        progress(done)

    try:
        brought = landing.copy(source, to, show)
    finally:
        progress.close()
    typer.echo(f"{brought} parts brought from {source} to {to}")


# --- contract -----------------------------------------------------------------------------------


@contract_app.command("check")
def contract_check() -> None:
    """Check every contract of the project."""
    from derived_tables.contract import check
    from derived_tables.project import project_dir

    good, bad = check(project_dir())
    for error in bad:
        typer.echo(f"derive: {error}", err=True)
    typer.echo(f"{len(good)} contracts valid, {len(bad)} not")
    if bad:
        raise typer.Exit(1)


@contract_app.command("schema")
def contract_schema() -> None:
    """Print the JSON schema of a contract file."""
    from derived_tables.contract import json_schema

    typer.echo(json_schema(), nl=False)
