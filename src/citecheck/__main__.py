"""Run the command line with `python -m citecheck` or `citecheck`.

The modules of the command line are loaded inside `main`, so that the interrupt key ends the program with 130 from its
first moments on and not with a traceback.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit; with 130 if it is interrupted before it is loaded, or while it ends."""
    try:
        from citecheck import cli  # noqa: PLC0415

        cli.main()
    except KeyboardInterrupt:
        sys.stderr.write("citecheck: interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
