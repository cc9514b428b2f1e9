"""Run the benchmarks and keep what comes of them:

python -m benchmarks.run [--small] [--rows 1,9] [--out benchmarks/results.md]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import cli  # noqa: F401  (what a command does with memory holds here too)
from benchmarks.machine import described
from benchmarks.report import kept, lines_of, notes, notes_of, page, table
from benchmarks.rows import Bench, Figure, Sizes, rows

RESULTS = Path(__file__).with_name("results.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and write the page; lines of it that were not asked for stay as they are."""
    asked = _parser().parse_args(arguments)
    sizes, (before, said_before) = Sizes.small() if asked.small else Sizes(), kept(asked.out)
    with tempfile.TemporaryDirectory() as folder:
        figures = list(_measured(Bench(sizes, Path(folder)), asked.rows or rows()))
    lines, said = lines_of(figures, before), notes_of(figures)
    print(table(lines), notes(said), sep="\n")
    others, said_of_others = ({k: v for k, v in kept.items() if k not in lines} for kept in (before, said_before))
    told = page(others | lines, said_of_others | said, described(), sizes, f"{datetime.now(UTC):%Y-%m-%d}")
    asked.out.write_text(told, encoding="utf-8")
    return 0


def _measured(bench: Bench, wanted: Iterable[int]) -> Iterator[Figure]:
    for number in wanted:
        measure = rows()[number]
        print(f"{number}: {measure.__name__.replace('_', ' ')} …", file=sys.stderr, flush=True)
        yield from measure(bench)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Measure how long things take.")
    parser.add_argument("--small", action="store_true", help="so little that it only shows that everything runs")
    parser.add_argument(
        "--rows", type=_numbers, default=[], help="only these rows, such as 1,9; the others stay as they were written"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="the page to write")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
