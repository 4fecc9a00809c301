"""Other people's clients find in the fake archive what ours find, so that the fake is not made after our own wishes."""

from datetime import UTC, datetime

import pytest

from citecheck.archive.public.archives import WAYBACK
from citecheck.archive.public.cdx import CdxQuery, search_index

from .asking import asking
from .fake_archive import Copy, FakeArchive
from .loopback import serve

URL = "http://example.org/story"
COPIES = [Copy("20190601000000", URL), Copy("20200201000000", URL, b"second"), Copy("20230101000000", URL, status=404)]


def adapter_to(base):
    """A requests adapter that sends what is meant for the Wayback Machine to the loopback server."""
    requests = pytest.importorskip("requests", reason="requests comes with the clients compared")

    class Adapter(requests.adapters.HTTPAdapter):
        def send(self, request, **options):
            meant = request.url
            request.url = meant.replace("https://web.archive.org", base)
            response = super().send(request, **options)
            request.url = response.url = meant
            return response

    return Adapter()


def test_edgi_wayback():
    """EDGI's `wayback` lists the same captures, and fetches the same copy."""
    wayback = pytest.importorskip("wayback", reason="the package wayback is a development extra")
    archive = FakeArchive(COPIES)
    ours = asking(archive, lambda asker: search_index(asker, WAYBACK, CdxQuery(URL)))
    with serve(archive) as base, wayback.WaybackSession(retries=0) as session:
        session.mount("https://", adapter_to(base))
        client = wayback.WaybackClient(session)
        theirs = list(client.search(URL))
        held = client.get_memento(
            URL, timestamp=datetime(2020, 2, 1, tzinfo=UTC), mode=wayback.Mode.original, follow_redirects=False
        )
    assert [record.timestamp for record in theirs] == [row.moment for row in ours.rows]
    assert held.content == b"second"


def test_waybackpy():
    """`waybackpy` lists the same captures from the index."""
    waybackpy = pytest.importorskip("waybackpy", reason="the package waybackpy is a development extra")
    archive = FakeArchive(COPIES, repeat_rows=1)
    ours = asking(archive, lambda asker: search_index(asker, WAYBACK, CdxQuery(URL)))
    with serve(archive) as base:

        class Loopback(waybackpy.WaybackMachineCDXServerAPI):
            def __init__(self, *given, **options):
                super().__init__(*given, **options)
                self.endpoint = f"{base}/cdx/search/cdx"

        theirs = [snapshot.timestamp for snapshot in Loopback(URL, "citecheck tests").snapshots()]
    assert theirs == [row.moment.strftime("%Y%m%d%H%M%S") for row in ours.rows]
