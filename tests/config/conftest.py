"""The sample run of the report tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

import report_sample


@pytest.fixture(scope="session")
def sample():
    return report_sample.report()
