"""What AWS's services say, as this product says things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from derived_tables.errors import DeriveError

LOCAL = ("http://127.0.0.1:", "http://localhost:")


@contextmanager
def told(place: str) -> Iterator[None]:
    """Say what AWS refused, or that the local Athena does not answer; boto's error is the cause."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        EndpointConnectionError,
        HTTPClientError,
    )

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        said = str(error)
        silent = isinstance(error, EndpointConnectionError | HTTPClientError)
        if silent and any(at in said for at in LOCAL):
            raise DeriveError(
                f"the local Athena does not answer: {said}.".replace("..", "."),
                place=place,
                remedy="`derive athena status` says what has ended, `derive athena start` starts "
                "it again and finds the tables.",
            ) from error
        raise DeriveError(
            f"AWS does not do it: {said}.".replace("..", "."),
            place=place,
            remedy="Look at the credentials and the region in the environment "
            "(AWS_PROFILE or its kin), and that the bucket is there.",
        ) from error
