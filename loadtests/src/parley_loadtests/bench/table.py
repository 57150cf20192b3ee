"""What a comparison found, as lines of text: a row a side, figures first and how many times the first row's last."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from parley_loadtests.bench.measure import Sample


@dataclass(slots=True)
class Table:
    """`columns` name the figures of a row; each is told in its unit and as a ratio to that of the first row."""

    title: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def add(self, name: str, *figures: float) -> None:
        self.rows[name] = figures

    def __str__(self) -> str:
        width = max(map(len, self.rows))
        first = next(iter(self.rows.values()))
        lines = [self.title, " " * width + "".join(f"{name:>24}" for name in self.columns)]
        for name, figures in self.rows.items():
            cells = (f"{_round(each)}{_ratio(each, of):>9}" for each, of in zip(figures, first, strict=True))
            lines.append(f"{name:{width}}" + "".join(f"{cell:>24}" for cell in cells))
        return "\n".join(lines)


def of_samples(title: str, samples: Iterable[tuple[str, Sample]]) -> Table:
    """In microseconds."""
    table = Table(title, ("us", "us of CPU here"))
    for name, sample in samples:
        table.add(name, sample.seconds * 1e6, sample.cpu_seconds * 1e6)
    return table


def _round(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def _ratio(figure: float, first: float) -> str:
    if not first or not figure:
        return ""
    return f"  x {figure / first:.2f}"
