"""What Athena refuses and Trino would take.

A third, the number of partitions in one write, is a setting of Trino's (see `service.configure`).
"""

from __future__ import annotations

LONGEST_QUERY = 262_144
# The grammar reads 35 kB of expressions a second: longer statements are not held to it.
LONGEST_PARSED = 16_384


def too_long(query: str) -> str | None:
    """Why Athena would refuse a text for its length, or None."""
    size = len(query.encode())
    if size > LONGEST_QUERY:
        return (
            f"InvalidRequestException: the query is {size} bytes long; Athena takes"
            f" {LONGEST_QUERY} at most"
        )
    return None


def is_parsed(sql: str) -> bool:
    """Whether the grammar takes a statement, asked without context; a no may be wrong, a yes never.

    Twice as quick as `parse_statement`, which says what is wrong. (ANTLR's two-stage parsing.)
    """
    from antlr4 import CommonTokenStream, InputStream, PredictionMode
    from antlr4.error.Errors import ParseCancellationException
    from antlr4.error.ErrorStrategy import BailErrorStrategy
    from trino_query_parser.SqlBaseLexer import SqlBaseLexer
    from trino_query_parser.SqlBaseParser import SqlBaseParser

    parser = SqlBaseParser(CommonTokenStream(SqlBaseLexer(InputStream(sql.upper()))))
    parser.buildParseTrees = False
    parser.removeErrorListeners()
    parser._errHandler = BailErrorStrategy()
    parser._interp.predictionMode = PredictionMode.SLL
    try:
        parser.singleStatement()
    except ParseCancellationException:
        return False
    return True


def too_new(sql: str) -> str | None:
    """Why a statement is outside the grammar of Trino 422, which Athena's is near, or None."""
    from trino_query_parser import TrinoSyntaxError, parse_statement

    if len(sql) > LONGEST_PARSED or sql.lower().startswith("alter table") or is_parsed(sql):
        return None
    try:
        parse_statement(sql)
    except TrinoSyntaxError as error:
        return f"SYNTAX_ERROR: {error}"
    return None
