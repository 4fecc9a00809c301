"""A writer whose clock and identifiers are fixed."""

import pytest

from citecheck.archive.warc.writer import WarcWriter

from .exchanges import a_clock, an_id_factory


@pytest.fixture
def open_writer(tmp_path):
    """Open a writer on a folder of the test; options go to it."""

    def open_it(seed=0, **options):
        return WarcWriter(
            tmp_path / "warc", software="citecheck/test", now=a_clock(), make_id=an_id_factory(seed), **options
        )

    return open_it


@pytest.fixture
def shared_warcs(request):
    """The folder of real WARC files next to the project, where there is one."""
    folder = request.config.rootpath.parent / "shared" / "corpus" / "web" / "warc"
    if not folder.is_dir():
        pytest.skip("the shared corpus is not next to the project")
    return folder
