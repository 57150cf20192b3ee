"""The faults there are: each module of `faults`, by its name with dashes, in the order of their names."""

import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

from parley_loadtests.chaos import faults
from parley_loadtests.chaos.scene import Scene

_RATE = 50.0


@dataclass(frozen=True, slots=True)
class Fault:
    """`strike` breaks something, under `rate` sends a second, and returns when it is whole again."""

    name: str
    about: str
    strike: Callable[[Scene], Awaitable[None]]
    rate: float


def find_all() -> dict[str, Fault]:
    found = {}
    for each in pkgutil.iter_modules(faults.__path__):
        module = import_module(f"{faults.__name__}.{each.name}")
        name = each.name.replace("_", "-")
        about = (module.__doc__ or "").partition("\n")[0]
        found[name] = Fault(name, about, module.strike, getattr(module, "RATE", _RATE))
    return found
