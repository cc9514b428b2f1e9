"""`coalition` on a machine that lacks some libraries: python machine.py NAME,NAME… ARGUMENT…

The last line on stderr names the modules of others that were loaded meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


class Absent:
    """Finds none of these libraries, though they are there."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Nothing, for others to find; raises for what is absent, as where it is not installed."""
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def main() -> None:
    """Run the command line, and tell what it loaded."""
    sys.meta_path.insert(0, Absent(sys.argv.pop(1).split(",")))
    try:
        from cli.start import main as run

        run()
    finally:
        tops = {name.partition(".")[0] for name in list(sys.modules)} - sys.stdlib_module_names
        sys.stderr.write(f"\nloaded: {' '.join(sorted(tops))}\n")


if __name__ == "__main__":
    main()
