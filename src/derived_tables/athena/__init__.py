"""`derive athena`: the production engine on this machine, with no account and no network.

- `parts` fetches Trino and its connectors, once;
- `service` starts and stops two processes and keeps their state;
- `double` answers AWS's APIs: moto's, with Trino behind Athena's;
- `translate` says in Trino's words what Athena keeps to itself;
- `query` runs statements, here or on AWS;
- `refusals` are what Athena would not take;
- `keep` writes objects and tables through to disk.
"""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    help="Run Athena on this machine: AWS's APIs, queries by Trino, Iceberg tables.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def start() -> None:
    """Start it; the first time, fetch its parts (0.8 GB, by Maven)."""
    from derived_tables.athena import service

    running = service.start(typer.echo)
    typer.echo('Say where it is: eval "$(derive athena env)"; then: dbt build --target athena')
    typer.echo(f"Its state is in {service.state_folder()}; {running.endpoint} answers AWS's APIs.")


@app.command()
def stop() -> None:
    """Stop it; its tables are kept."""
    from derived_tables.athena import service

    service.stop(typer.echo)


@app.command()
def reset() -> None:
    """Stop it and discard its tables and data."""
    from derived_tables.athena import service

    service.reset(typer.echo)


@app.command()
def env() -> None:
    """Print the variables that point dbt and AWS's clients at it, for a shell to read."""
    from derived_tables.athena import service

    for name, value in service.environment(service.wanted_port()).items():
        typer.echo(f"export {name}={value}")


@app.command()
def status() -> None:
    """Say whether it runs, and what it has run; exit code 1 if it does not run."""
    from derived_tables.athena import service

    running = service.require()
    count, failed, scanned = service.totals()
    typer.echo(f"runs on {running.endpoint} (pids {running.double} and {running.trino})")
    typer.echo(
        f"{count} statements since its state was new, {failed} failed, {scanned:,} bytes scanned"
    )


@app.command()
def sql(statement: Annotated[str, typer.Argument(metavar="SQL")]) -> None:
    """Run one statement as Athena would, and print its rows."""
    from derived_tables.athena import service

    answer = service.run_sql(statement, service.require())
    for row in [answer.names, *answer.rows] if answer.names else []:
        typer.echo("\t".join("" if value is None else value for value in row))
    typer.echo(f"{len(answer.rows)} rows, {answer.scanned:,} bytes scanned", err=True)
