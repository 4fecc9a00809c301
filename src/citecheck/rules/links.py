"""Rules `L`: what came back when an address was asked."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule
from citecheck.rules.documentation import build_documentation

ROWS: tuple[Rule, ...] = (
    Rule(
        "L101",
        "not-found",
        Level.ERROR,
        "The source is gone: the server says that it does not exist.",
        build_documentation(
            "The server answered 404 or 410, on a second try with a browser's headers too.",
            "Readers find an error page where the source should be.",
            "Look for the page's new address on the same site, or cite an archived copy; the report names one where it was found.",
        ),
    ),
    Rule(
        "L102",
        "no-such-host",
        Level.ERROR,
        "The source is gone: its host no longer exists.",
        build_documentation(
            "The name of the host does not resolve any more, on every try.",
            "The whole site is gone, not only the page; somebody else may register the name.",
            "Cite an archived copy, or another source that says the same.",
        ),
    ),
    Rule(
        "L103",
        "not-found-page",
        Level.ERROR,
        "The source is gone: the page says that it was not found.",
        build_documentation(
            "The server answered 200 or redirected, but the page that came says that nothing was found.",
            "Tools that look only at the status call such a link alive.",
            "Look for the page's new address, or cite an archived copy.",
        ),
    ),
    Rule(
        "L104",
        "parked",
        Level.ERROR,
        "The source is gone: the domain is parked or for sale.",
        build_documentation(
            "The page is that of a domain dealer or an advertising placeholder.",
            "The domain has changed hands. Its next owner may put anything there, in your name.",
            "Remove the link and cite an archived copy.",
        ),
    ),
    Rule(
        "L105",
        "home-page-instead",
        Level.ERROR,
        "The source is gone: the site answers with its home page.",
        build_documentation(
            "The address of an article leads to the front page of its site.",
            "The article was removed and its address pointed elsewhere; the reader finds other news.",
            "Look for the article by its title, or cite an archived copy.",
        ),
    ),
    Rule(
        "L106",
        "site-closed",
        Level.ERROR,
        "The source is gone: the site says that it closed or moved.",
        build_documentation(
            "The site answers that it has closed, merged or moved, without naming the page's new place.",
            "The source cannot be read there any more.",
            "Look for the article at the new place, or cite an archived copy.",
        ),
    ),
    Rule(
        "L109",
        "perhaps-gone",
        Level.WARNING,
        "The source may be gone.",
        build_documentation(
            "The source failed as a dead link does, but not on enough visits to say so: `audit` waits for three visits, three days apart.",
            "Sites come back. Calling a link dead on one bad day is the most common false alarm.",
            "Open it by hand before publication. Later visits settle it.",
        ),
    ),
    Rule(
        "L201",
        "bot-wall",
        Level.INFO,
        "A bot wall stands before the source.",
        build_documentation(
            "A challenge against automatic visitors answered instead of the page.",
            "It says nothing about the source, which may be there or gone; it could not be compared with the claim.",
            "Open it in a browser. If your newsroom has an agreement with the site, name yourself with `--user-agent`.",
        ),
    ),
    Rule(
        "L202",
        "login-wall",
        Level.INFO,
        "The source asks for a login.",
        build_documentation(
            "A login form answered instead of the page.",
            "Readers without an account cannot check the claim either.",
            "Check it with an account, and cite an open source beside it if there is one.",
        ),
    ),
    Rule(
        "L203",
        "paywall",
        Level.INFO,
        "Only the opening of the source is free.",
        build_documentation(
            "Only the opening of the article was sent; the rest needs a subscription.",
            "The claim was compared with the opening only.",
            "Check the claim with a subscription.",
        ),
    ),
    Rule(
        "L204",
        "consent-wall",
        Level.INFO,
        "A consent question stands before the source.",
        build_documentation(
            "A question about consent stands before the page.",
            "The page was not seen, so nothing is said about the claim.",
            "Open it in a browser.",
        ),
    ),
    Rule(
        "L205",
        "blocked-region",
        Level.INFO,
        "The source is blocked where this run was made.",
        build_documentation(
            "A legal, regional or network filter answered.",
            "It says nothing about what readers elsewhere see.",
            "Open it from another network or country, or cite an archived copy.",
        ),
    ),
    Rule(
        "L206",
        "script-only",
        Level.INFO,
        "The source shows nothing without scripts.",
        build_documentation(
            "The page holds no text until its scripts have run.",
            "Archives and readers without scripts see an empty page.",
            "Open it in a browser, and look for a printable version or a PDF to cite.",
        ),
    ),
    Rule(
        "L207",
        "rate-block",
        Level.INFO,
        "The host asked us to slow down.",
        build_documentation(
            "The host answered that it is asked too often.",
            "citecheck slowed down and still was not let in; the page was not seen.",
            "Run again later, with a longer `--interval` if it happens often.",
        ),
    ),
    Rule(
        "L301",
        "server-error",
        Level.WARNING,
        "The source's server failed.",
        build_documentation(
            "The server answered with an error of its own (5xx, or an error page under another status), several times.",
            "Such faults mostly pass. They become dead links only after repeated visits.",
            "Run again later; open it by hand before publication.",
        ),
    ),
    Rule(
        "L302",
        "timed-out",
        Level.WARNING,
        "The source did not answer in time.",
        build_documentation(
            "Nothing came back before the deadline.",
            "The host may be slow, overloaded, or not answer programs at all.",
            "Run again later, or with a longer `--max-time`.",
        ),
    ),
    Rule(
        "L303",
        "certificate-fault",
        Level.WARNING,
        "The source's certificate is not valid.",
        build_documentation(
            "The certificate has expired, belongs to another host, or was issued by nobody that browsers trust.",
            "Readers see a warning before the page, and most turn back.",
            "Tell the site, or cite an archived copy. `--cacert` adds authorities of your own.",
        ),
    ),
    Rule(
        "L304",
        "connection-failed",
        Level.WARNING,
        "No connection to the source's host.",
        build_documentation(
            "No connection could be made, it broke off, or the host's name could not be looked up just then.",
            "The server is off, or refuses the network that this run was made from.",
            "Run again later, or from another network.",
        ),
    ),
    Rule(
        "L305",
        "maintenance",
        Level.WARNING,
        "The source's site is under maintenance.",
        build_documentation(
            "The site says that it is under maintenance.",
            "It will come back; the page was not seen.",
            "Run again later.",
        ),
    ),
    Rule(
        "L306",
        "incomplete-page",
        Level.WARNING,
        "The source's page came back empty or cut.",
        build_documentation(
            "The body of the answer was empty or ended early.",
            "The claim was compared with a part of the page at most.",
            "Run again later; a very large file may need a larger `body-limit`.",
        ),
    ),
    Rule(
        "L307",
        "redirect-fault",
        Level.WARNING,
        "The source's redirects lead nowhere.",
        build_documentation(
            "The address redirects in a circle, too often, or to something that is no address.",
            "Browsers give up as citecheck did.",
            "Find the page's own address by its title.",
        ),
    ),
    Rule(
        "L308",
        "certificate-expires-soon",
        Level.INFO,
        "The source's certificate expires soon.",
        build_documentation(
            "The certificate of the host ends within days.",
            "If it is not renewed, readers will see a warning.",
            "Nothing in the draft. The owner of the site may be glad to know.",
        ),
    ),
    Rule(
        "L401",
        "moved",
        Level.WARNING,
        "The source moved for good.",
        build_documentation(
            "The address answers with a permanent redirect, and the same content stands at its new place.",
            "Redirects are taken away some day, and then the link is dead.",
            "Name the new address in the draft; the finding shows it.",
        ),
    ),
    Rule(
        "L402",
        "no-such-place",
        Level.INFO,
        "The source's page does not hold the place that the address names.",
        build_documentation(
            "The page is live, but no element has the id or name behind the `#`, or the text behind `#:~:text=` is not in it.",
            "Readers land at the beginning of the page and must look for the passage themselves; it may have been removed.",
            "Find the section's name of today in the page, or cite the page as a whole. Routes of applications, lines of"
            " files and the pages of a PDF are never alleged.",
        ),
    ),
    Rule(
        "L501",
        "not-asked",
        Level.INFO,
        "The source was not asked.",
        build_documentation(
            "The address guard, robots.txt, `--include` and `--exclude`, a replay or `--offline` kept citecheck from asking.",
            "Nothing is known about the source in this run.",
            "Check it by hand. `--allow-private` lets citecheck ask addresses of your own network.",
        ),
    ),
    Rule(
        "L502",
        "own-network-down",
        Level.ERROR,
        "Our own network seems to be down.",
        build_documentation(
            "Nearly every host failed at once, in the way that a broken connection fails.",
            "The fault is on our side; nothing is said about the sources. The run ends with exit code 3.",
            "Check the connection or the proxy and run again.",
        ),
    ),
    Rule(
        "L601",
        "revived",
        Level.INFO,
        "A source that was gone is back.",
        build_documentation(
            "A source that was gone at the last visits answers again.",
            "What was planned as a repair may not be needed any more.",
            "Nothing, unless the draft already cites a copy and should cite the source again.",
        ),
    ),
)
