"""The tasks of the project: `nox` runs all of them, `nox -s lint types` some, `nox -l` lists them.

Each runs in the environment that nox was started in, which `pip install -e '.[dev]'` has prepared; with
`--force-venv-backend venv` each gets an environment of its own, as on a machine that has none.
"""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "docs", "tests"]


def prepare(session: nox.Session) -> None:
    """Install the project with its tools where the session has an environment of its own."""
    if session.virtualenv.is_sandboxed:
        session.install("-e", ".[dev]")


@nox.session
def lint(session: nox.Session) -> None:
    """Style, formatting and the layers."""
    prepare(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Types, strict."""
    prepare(session)
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """What the documentation shows is what the program does; `nox -s docs -- --write` brings it up to date."""
    prepare(session)
    session.run("python", "docs/paste.py", *([] if "--write" in session.posargs else ["--check"]))
    session.run("python", "-m", "pytest", "-q", "tests/test_docs.py", "tests/test_layout.py", "tests/test_api.py")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests; arguments after `--` are those of pytest."""
    prepare(session)
    session.run("python", "-m", "pytest", "-q", *session.posargs)
