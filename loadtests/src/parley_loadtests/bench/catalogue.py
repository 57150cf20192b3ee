"""The comparisons there are: each module of `comparisons`, by its name, in the order of their names."""

import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

from parley_loadtests.bench import comparisons
from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.table import Table


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    about: str
    compare: Callable[[Ground], Awaitable[list[Table]]]


def find_all() -> dict[str, Comparison]:
    """Django must be set up: they import models."""
    found = {}
    for each in pkgutil.iter_modules(comparisons.__path__):
        module = import_module(f"{comparisons.__name__}.{each.name}")
        about = (module.__doc__ or "").partition("\n")[0]
        found[each.name] = Comparison(each.name, about, module.compare)
    return found
