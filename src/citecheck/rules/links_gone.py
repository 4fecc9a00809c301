"""Rules `L1`: the source is gone, may be gone, or comes and goes."""

from __future__ import annotations

from citecheck.model.finding import Level
from citecheck.rules.finding import Rule

NOT_FOUND = Rule(
    code="L101",
    name="not-found",
    level=Level.ERROR,
    summary="The source is gone: the server says that it does not exist.",
    seen="The server answered 404 or 410, on a second try with a browser's headers too.",
    matters="Readers find an error page where the source should be.",
    remedy="Look for the page's new address on the same site, or cite an archived copy; the report names one where it was found.",
    message="The source is gone: the server answers {status}, also to a browser.",
    advice="Find the page's new address, or cite an archived copy.",
    example={"status": "404"},
)
NO_SUCH_HOST = Rule(
    code="L102",
    name="no-such-host",
    level=Level.ERROR,
    summary="The source is gone: its host no longer exists.",
    seen="The name of the host does not resolve, on every try, and another host of the run was reached.",
    matters="The whole site is gone, not only the page; somebody else may register the name.",
    remedy="Cite an archived copy, or another source that says the same.",
    message="The source is gone: there is no host {host}.",
    advice="Find the page's new address, or cite an archived copy.",
    example={"host": "www.example.org"},
    together="{count} sources are gone: there is no host {what}.",
)
NOT_FOUND_PAGE = Rule(
    code="L103",
    name="not-found-page",
    level=Level.ERROR,
    summary="The source is gone: the page says that it was not found.",
    seen="The server answered 200 or redirected, but the page that came says that nothing was found.",
    matters="Tools that look only at the status call such a link alive.",
    remedy="Look for the page's new address, or cite an archived copy.",
    message="The source is gone: the server sends a “not found” page{titled} as if it were the source.",
    advice="Find the page's new address, or cite an archived copy.",
    example={"titled": " (“Not found”)"},
)
PARKED = Rule(
    code="L104",
    name="parked",
    level=Level.ERROR,
    summary="The source is gone: the domain is parked or for sale.",
    seen="The page is that of a domain dealer or an advertising placeholder.",
    matters="The domain has changed hands. Its next owner may put anything there, in your name.",
    remedy="Remove the link and cite an archived copy.",
    message="The source is gone: the domain {host} is parked or for sale.",
    advice="Remove the link, which may turn harmful, and cite an archived copy.",
    example={"host": "www.example.org"},
    together="{count} sources are gone: the domain {what} is parked or for sale.",
)
HOME_PAGE_INSTEAD = Rule(
    code="L105",
    name="home-page-instead",
    level=Level.ERROR,
    summary="The source is gone: the site answers with its home page.",
    seen="The address of an article leads to the front page of its site.",
    matters="The article was removed and its address pointed elsewhere; the reader finds other news.",
    remedy="Look for the article by its title, or cite an archived copy.",
    message="The source is gone: the site answers with its home page{titled} instead of the article.",
    advice="Find the page's new address, or cite an archived copy.",
    example={"titled": " (“Daily News”)"},
)
SITE_CLOSED = Rule(
    code="L106",
    name="site-closed",
    level=Level.ERROR,
    summary="The source is gone: the site says that it closed or moved.",
    seen="The site answers that it has closed, merged or moved, without naming the page's new place.",
    matters="The source cannot be read there any more.",
    remedy="Look for the article at the new place, or cite an archived copy.",
    message="The source is gone: the site says that it closed or moved{titled}.",
    advice="Find the page's new address, or cite an archived copy.",
    example={"titled": ""},
)
PERHAPS_GONE = Rule(
    code="L109",
    name="perhaps-gone",
    level=Level.WARNING,
    summary="The source may be gone.",
    seen="The source failed as a dead link does, but not on enough visits to say so: `audit` waits for three visits, three days apart.",
    matters="Sites come back. Calling a link dead on one bad day is the most common false alarm.",
    remedy="Open it by hand before publication. Later visits settle it.",
    message="The source may be gone ({error}), but too few visits say so yet.",
    advice="Open it by hand; later visits will settle it.",
    example={"error": "the server answers 404"},
)
COMES_AND_GOES = Rule(
    code="L110",
    name="comes-and-goes",
    level=Level.WARNING,
    summary="The source comes and goes.",
    seen="The source failed as a dead link does twice within three months and answered in between. `audit` says so until it has stayed the same for a month.",
    matters="Some readers will not reach it. Each visit taken alone would report it as gone, and then as back.",
    remedy="Name an archived copy next to the address.",
    message="The source comes and goes: it cannot be reached now ({error}) and answered in between.",
    advice="Name an archived copy next to the address.",
    example={"error": "the server answers 404"},
)

LOST_AND_UNSEEN = Rule(
    code="L111",
    name="lost-and-unseen",
    level=Level.ERROR,
    summary="The source was lost when it was last seen, and it cannot be seen now.",
    seen="The last visit that saw the source found it gone or replaced. Since then its server fails, a wall answers, or nothing could be asked.",
    matters="A failing server takes back nothing: the source was lost before, and the citation still counts as lost.",
    remedy="Find the page's new address, or cite an archived copy.",
    message="The source {was} on {lost_on}, and since {unseen_on} it cannot be seen ({error}).",
    advice="Find the page's new address, or cite an archived copy.",
    example={"was": "was gone", "lost_on": "2026-11-01", "unseen_on": "2026-11-08", "error": "status 503"},
)

RULES = (
    NOT_FOUND,
    NO_SUCH_HOST,
    NOT_FOUND_PAGE,
    PARKED,
    HOME_PAGE_INSTEAD,
    SITE_CLOSED,
    PERHAPS_GONE,
    COMES_AND_GOES,
    LOST_AND_UNSEEN,
)
