"""Addresses wrapped by mail filters, redirects and proxies are read as what is inside."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.rules.draft import check_draft
from citecheck.url.references import find_references
from citecheck.url.wrappers import find_wrapper, is_library_proxy, unwrap

INSIDE = "https://river.example.org/report"


@pytest.mark.parametrize(
    ("wrapped", "inside"),
    [
        ("https://urldefense.com/v3/__https://river.example.org/report__;!!N1aX-k!Lp$", INSIDE),
        ("https://urldefense.com/v3/https://river.example.org/report;!!N1aX-k!Lp", INSIDE),
        ("https://urldefense.us/v3/__https://river.example.org/report__", INSIDE),
        ("https://urldefense.com/v3/__https:/*river.example.org/report*top__;LyM!!N1!L$", f"{INSIDE}#top"),
        (
            "https://urldefense.com/v3/__https://river.example.org/**Breport__;Li4uLg!!N1!L$",
            "https://river.example.org/...report",
        ),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__river.example.org_report&d=Dw&c=x", INSIDE),
        (
            "https://urldefense.proofpoint.com/v2/url?d=Dw&u=http-3A__river.example.org_a-2Db-5Fc",
            "http://river.example.org/a-b_c",
        ),
        ("https://urldefense.proofpoint.com/v1/url?u=http%3A//river.example.org/&k=x", "http://river.example.org/"),
        (
            "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Friver.example.org%2Freport&data=05",
            INSIDE,
        ),
        ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2friver.example.org%2freport&c=E,1", INSIDE),
        ("https://secure-web.cisco.com/1aB-c_d/https%3A%2F%2Friver.example.org%2Freport", INSIDE),
        (
            "https://us-west-2.protection.sophos.com/?d=example.org&u=aHR0cHM6Ly9yaXZlci5leGFtcGxlLm9yZy9yZXBvcnQ=&i=1",
            INSIDE,
        ),
        ("https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Friver.example.org%2Freport&usg=1", INSIDE),
        ("https://www.google.com/amp/s/river.example.org/report", INSIDE),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Friver.example.org%2Freport&h=AT0", INSIDE),
        ("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9yaXZlci5leGFtcGxlLm9yZy9yZXBvcnQ&ntb=1", INSIDE),
        ("https://ezproxy.lib.example.edu/login?url=https://river.example.org/report", INSIDE),
        ("https://doi-org.ezproxy.library.example.edu/10.1000/182", "https://doi.org/10.1000/182"),
        ("https://www-jstor-org.proxy.uni-example.edu/stable/12", "https://www.jstor.org/stable/12"),
        ("https://jstor.org.proxy.uni-example.de/stable/12", "https://jstor.org/stable/12"),
        ("https://login.proxy.uni-example.edu/login?qurl=https%3A%2F%2Friver.example.org%2Freport", INSIDE),
        ("https://translate.google.com/translate?sl=de&tl=en&u=https://river.example.org/report", INSIDE),
        ("https://river-example-org.translate.goog/report?_x_tr_sl=de&_x_tr_tl=en", INSIDE),
        (
            "https://a--b-example-org.translate.goog/report?id=4&_x_tr_sl=de#part-2",
            "https://a-b.example.org/report?id=4#part-2",
        ),
        ("https://www-river-org.example.idm.oclc.org/stable/1", "https://www.river.org/stable/1"),
        ("http://archive.river.org.libproxy1.example.edu/stable/1", "http://archive.river.org/stable/1"),
        (
            "https://news.google.com/rss/articles/CBMiIGh0dHBzOi8vcml2ZXIuZXhhbXBsZS5vcmcvcmVwb3J00gEA?oc=5",
            INSIDE,
        ),
        (
            "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fa.example__%3B!!x",
            "https://a.example",
        ),
    ],
)
def test_the_address_inside_is_what_is_cited(wrapped, inside):
    """Each service's way to write an address is undone, in a text as alone."""
    assert unwrap(wrapped) == inside
    assert find_wrapper(wrapped)
    (found,) = find_references(f"See {wrapped} (seen 3 May).")
    assert found.target.written == inside


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/search?q=https://river.example.org",
        "https://www.google.com/url?q=river",
        "https://urldefense.com/about",
        "https://river.example.org/amp/s/report",
        "https://river.example.org/url?q=https://b.example.org",
        "https://web.archive.org/web/2020/https://river.example.org/",
        "https://us-west-2.protection.sophos.com/?u=%%%",
        "https://secure-web.cisco.com/1aB/ftp",
        "not an address",
        "",
    ],
)
def test_what_wraps_nothing_stays(address):
    """An address of a service without another inside, and any other address, is itself."""
    assert unwrap(address) == address
    assert find_wrapper(address) is None


@pytest.mark.parametrize(
    ("address", "so"),
    [
        ("https://doi-org.ezproxy.library.example.edu/10.1000/182", True),
        ("https://www-jstor-org.example.idm.oclc.org/stable/1", True),
        ("https://www.jstor.org.libproxy1.example.edu/stable/1", True),
        ("https://www-nature-com.proxy1.lib.example.ca/articles/1", True),
        ("https://my-app.proxy.example.io/report", False),
        ("https://proxy.example.org/report", False),
        ("https://www.lib.example.org/proxy", False),
        ("https://oclc.org/report", False),
    ],
)
def test_proxies_of_libraries_are_known_by_their_host(address, so):
    """The host of a library's proxy holds that of the source; other hosts with such words are none."""
    assert is_library_proxy(address) is so


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://a-b-org.ezproxy.library.example.edu/x", "library"),
        ("https://webvpn.example.edu/https/77726476/x", "library"),
        ("https://news.google.com/articles/CBMihAFBVV95cUxNRnMtZDFfUTgx", "Google News"),
        ("https://apple.news/AbcDefGhi", "Apple News"),
        ("https://news.google.com/", None),
    ],
)
def test_what_cannot_be_undone_is_named_and_stays(address, service):
    """An address that holds no other, or one of several, is asked as it is, and its service is known."""
    assert unwrap(address) == address
    assert (service is None) == (find_wrapper(address) is None)
    assert (service or "") in (find_wrapper(address) or "")


def findings(note):
    draft = check_draft(read_draft(f"Rain fell. [1]\n\n[1] {note}\n".encode(), path="brief.txt"))
    return [(one.rule, one.message + " " + one.advice) for one in draft.findings]


def test_a_wrapped_address_is_reported_with_what_is_inside():
    """The finding names the service and the address that was checked."""
    ((rule, text),) = findings(
        "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Friver.example.org%2Freport"
    )
    assert rule == "T105"
    assert "the mail filter of Outlook" in text
    assert text.endswith(f"Cite the address that it leads to: {INSIDE}.")


def test_a_library_proxy_is_reported():
    """An address that only members of a library can open is a warning."""
    ((rule, text),) = findings("https://doi-org.ezproxy.library.example.edu/10.1000/182")
    assert (rule, "for its members only" in text) == ("T105", True)
    assert text.endswith("leads to: https://doi.org/10.1000/182.")


def test_a_service_that_hides_the_address_is_reported():
    """An article of Google News is a warning without the address that only the service knows."""
    ((rule, text),) = findings("https://news.google.com/articles/CBMihAFBVV95cUxNRnMtZDFfUTgx")
    assert (rule, "Google News" in text, text.endswith("Cite the address that it leads to.")) == ("T105", True, True)


@pytest.mark.parametrize("address", ["file:///C:/Users/jdoe/report.pdf", "file:///home/jdoe/report.pdf"])
@pytest.mark.parametrize("text", ["Rain fell. [1]\n\n[1] {}\n", "Rain fell.[^1]\n\n[^1]: [Report]({})\n"])
def test_a_file_of_one_computer_cannot_be_opened(address, text):
    """A file on the author's computer is no address for any reader, as text or under a title."""
    read = read_draft(text.format(address).encode(), path="brief.md" if "^" in text else "brief.txt")
    found = [one for one in check_draft(read).findings if one.rule == "T103"]
    assert ["a file on one computer" in one.message for one in found] == [True]
