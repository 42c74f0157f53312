"""A value that masks itself wherever it is printed."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Wraps a secret string: ``repr``, ``str``, ``format``, logs and tracebacks show ``<secret>``.

    Comparison takes constant time. Not picklable, not copyable into JSON, not hashable: a secret is neither a key of
    a dictionary nor a member of a set.
    """

    __slots__ = ("__value",)
    __hash__ = None  # type: ignore[assignment]  # the documented way to be unhashable

    def __init__(self, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError("a secret is a string")
        self.__value = value

    def reveal(self) -> str:
        """The one way in."""
        return self.__value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(
            self.__value.encode("utf-8", "surrogatepass"), other.reveal().encode("utf-8", "surrogatepass")
        )

    def __len__(self) -> int:
        return len(self.__value)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")
