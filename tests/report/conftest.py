"""The sample run that every format is tried on."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import report_sample


@pytest.fixture(scope="session")
def sample():
    return report_sample.report()


@pytest.fixture(scope="session")
def several():
    one = report_sample.report()
    return report_sample.Report(one.run, (one.drafts[0], report_sample.draft_report(path="briefs/second.md")))
