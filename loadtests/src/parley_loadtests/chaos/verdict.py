"""What a fault did: counted, told as a line of one table, and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

_SHOWN = 20


@dataclass(slots=True)
class Verdict:
    """`faults` is empty where every law held; `late` says what held, and later than promised on this machine."""

    name: str
    seconds: float = 0.0
    acknowledged: int = 0
    delivered: int = 0
    connections: int = 0
    lost: int = 0
    repeated: int = 0
    out_of_order: int = 0
    faults: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    measured: dict[str, float] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.faults or self.late or self.lost or self.repeated or self.out_of_order)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def table(verdicts: Sequence[Verdict]) -> str:
    """One line a fault, then what broke, in words."""
    head = ("fault", "s", "acked", "delivered", "connections", "lost", "repeated", "out of order", "measured")
    rows = [head, *(_row(each) for each in verdicts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:-1], widths[1:]), row[-1]]).rstrip()
        for row in rows
    ]
    for each in verdicts:
        lines += [f"BROKEN {each.name}: {fault}" for fault in each.faults[:_SHOWN]]
        lines += [f"LATE {each.name}: {late}" for late in each.late[:_SHOWN]]
    return "\n".join(lines)


def _row(of: Verdict) -> tuple[str, ...]:
    counts = (of.acknowledged, of.delivered, of.connections, of.lost, of.repeated, of.out_of_order)
    measured = ", ".join(f"{what} {value:.3g}" for what, value in of.measured.items())
    return of.name, f"{of.seconds:.0f}", *map(str, counts), measured
