"""Statements: written by hand, or by Django's ORM once and run by psycopg ever after.

Django's own asynchronous ORM hops to a thread for each query. A plan takes what the ORM compiles a
queryset to, with named parameters, so that the same SQL runs on the asynchronous pool, for a fraction of the CPU
(docs/async-django.md has the measured one).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from django.db import connection, models
from django.db.models.expressions import Expression


@dataclass(frozen=True, slots=True)
class Plan[T]:
    """A statement with named parameters, and what to make of a row."""

    text: str
    row: Callable[..., T]


def statement[T](text: str, row: Callable[..., T]) -> Plan[T]:
    """A statement written by hand; `row` is called with a row's columns in their order."""
    return Plan(text, row)


def literal(text: str) -> LiteralString:
    """Say to the type checker that a statement is made of our own constants: values are parameters, always."""
    return cast(LiteralString, text)


def value(column: Any) -> Any:
    """For statements with one column."""
    return column


@dataclass(frozen=True, slots=True)
class _Marker:
    name: str


class Param(Expression):
    """Stands in a queryset for a value that comes later, by name."""

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_Marker(self.name),)


def param(name: str, field: type[models.Field] = models.UUIDField) -> Any:
    return Param(name, field())


def plan[T](queryset: models.QuerySet, row: Callable[..., T]) -> Plan[T]:
    """Compile a `values_list` queryset whose open values are `param`s.

    Values that stand fixed in the queryset go into the statement as named parameters of their own.
    """
    text, params = queryset.query.get_compiler(connection=connection).as_sql()
    pieces = text.split("%s")
    if len(pieces) != len(params) + 1:
        raise ValueError("the queryset holds a literal %s")
    names = []
    for given in params:
        if isinstance(given, _Marker):
            names.append(f"%({given.name})s")
        elif isinstance(given, bool | int):
            names.append(str(given).lower())
        elif isinstance(given, str):
            names.append("'" + given.replace("'", "''").replace("%", "%%") + "'")
        else:
            raise TypeError(f"a fixed {type(given).__name__} can't stand in a plan; make it a param")
    joined = pieces[0] + "".join(name + piece for name, piece in zip(names, pieces[1:], strict=True))
    return Plan(joined, row)
