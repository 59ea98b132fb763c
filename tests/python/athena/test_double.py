"""The double of AWS's services, where it is better than what it is made of."""

from __future__ import annotations

from moto.s3.utils import _VersionedKeyStore

from derived_tables.athena.double import list_as_of_one_moment


def test_a_key_deleted_while_a_bucket_is_listed_fails_no_listing() -> None:
    list_as_of_one_moment()
    store = _VersionedKeyStore()
    store["a"], store["b"] = 1, 2
    listed = store.items()
    assert next(listed) == ("a", 1)
    del store["b"]
    assert list(listed) == [("b", 2)]
    assert list(store.values()) == [1]
