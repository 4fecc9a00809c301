"""The command line started as its users start it: a process of its own."""

import os
import subprocess
import sys

SECONDS = 60


def citecheck(*arguments, given=b"", folder, **environment):
    """Run the command in `folder` with `given` on standard input, to its end; a traceback fails the test."""
    done = subprocess.run(
        [sys.executable, "-m", "citecheck", *arguments],
        input=given,
        capture_output=True,
        timeout=SECONDS,
        cwd=folder,
        check=False,
        env={**os.environ, "CITECHECK_STORE": str(folder / "store.db"), **environment},
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
    return done
