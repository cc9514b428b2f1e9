"""The start: loads the command line, and leaves as quietly as it does where somebody interrupts the loading."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the exit code tells what became of it."""
    try:
        from cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
