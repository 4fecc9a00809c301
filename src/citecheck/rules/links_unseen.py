"""Rules `L2` and `L3`: the source could not be seen because of an access wall or a failing server."""

from __future__ import annotations

from citecheck.model.finding import Level
from citecheck.rules.finding import Rule

BOT_WALL = Rule(
    code="L201",
    name="bot-wall",
    level=Level.INFO,
    summary="A check against bots hides the source.",
    seen="A challenge against automatic visitors answered instead of the page.",
    matters="It says nothing about the source, which may be there or gone; it could not be compared with the claim.",
    remedy="Open it in a browser. If your newsroom has an agreement with the site, name yourself with `--user-agent`.",
    message="A check against bots hides the source; it was not seen.",
    advice="Open it in a browser to check it.",
)
LOGIN_WALL = Rule(
    code="L202",
    name="login-wall",
    level=Level.INFO,
    summary="The source asks for a login.",
    seen="A login form answered instead of the page.",
    matters="Readers without an account cannot check the claim either.",
    remedy="Check it with an account, and cite an open source as well if there is one.",
    message="The source asks for a login.",
    advice="Check it with an account.",
)
PAYWALL = Rule(
    code="L203",
    name="paywall",
    level=Level.INFO,
    summary="Only the opening of the source is free.",
    seen="Only the opening of the article was sent; the rest needs a subscription.",
    matters="The claim was compared with the opening only.",
    remedy="Check the claim with a subscription.",
    message="Only the opening of the source is free to read.",
    advice="Check the claim with a subscription.",
)
CONSENT_WALL = Rule(
    code="L204",
    name="consent-wall",
    level=Level.INFO,
    summary="A question about consent hides the source; it was not seen.",
    seen="A question about consent answered instead of the page.",
    matters="The page was not seen, so nothing is said about the claim.",
    remedy="Open it in a browser.",
    message="A question about consent hides the source; it was not seen.",
    advice="Open it in a browser to check it.",
)
BLOCKED_REGION = Rule(
    code="L205",
    name="blocked-region",
    level=Level.INFO,
    summary="The source is blocked where this run was made.",
    seen="A legal, regional or network filter answered.",
    matters="It says nothing about what readers elsewhere see.",
    remedy="Open it from another network or country, or cite an archived copy.",
    message="The source is blocked where this check was run{titled}.",
    advice="Open it from another network or country.",
    example={"titled": ""},
)
SCRIPT_ONLY = Rule(
    code="L206",
    name="script-only",
    level=Level.INFO,
    summary="The source shows nothing without scripts.",
    seen="The page holds no text until its scripts have run.",
    matters="Archives and readers without scripts see an empty page.",
    remedy="Open it in a browser, and look for a printable version or a PDF to cite.",
    message="The source shows nothing without scripts.",
    advice="Open it in a browser to check it.",
)
RATE_BLOCK = Rule(
    code="L207",
    name="rate-block",
    level=Level.INFO,
    summary="The host asked us to slow down.",
    seen="The host answered that it is asked too often.",
    matters="citecheck slowed down and still was not let in; the page was not seen.",
    remedy="Run again later, with a longer `--interval` if it happens often.",
    message="{host} asked us to slow down; the source was not seen.",
    advice="Run the check again later.",
    example={"host": "www.example.org"},
)
SERVER_ERROR = Rule(
    code="L301",
    name="server-error",
    level=Level.WARNING,
    summary="The source's server failed.",
    seen="The server answered with an error of its own (5xx, or an error page under another status), several times.",
    matters="Such faults mostly pass. They become dead links only after repeated visits.",
    remedy="Run again later; open it by hand before publication.",
    message="The source's server failed: it sent an error page{titled} with status {status}.",
    advice="Run the check again later.",
    example={"titled": "", "status": "500"},
)
TIMED_OUT = Rule(
    code="L302",
    name="timed-out",
    level=Level.WARNING,
    summary="The source did not answer in time.",
    seen="Nothing came back before the deadline.",
    matters="The host may be slow, overloaded, or not answer programs at all.",
    remedy="Run again later, or with a longer `--max-time`.",
    message="The source did not answer in time.",
    advice="Run the check again later, or with a longer --max-time.",
)
CERTIFICATE_FAULT = Rule(
    code="L303",
    name="certificate-fault",
    level=Level.WARNING,
    summary="The source's certificate is not valid.",
    seen="The certificate has expired, belongs to another host, or was issued by nobody that browsers trust.",
    matters="Readers see a warning before the page, and most turn back.",
    remedy="Tell the site, or cite an archived copy. `--cacert` adds authorities of your own.",
    message="The certificate of {host} is not valid: {error}.",
    advice="Readers see a warning before the page: tell the site, or cite an archived copy.",
    example={"host": "www.example.org", "error": "it expired on 2026-11-01"},
)
CONNECTION_FAILED = Rule(
    code="L304",
    name="connection-failed",
    level=Level.WARNING,
    summary="No connection to the source's host.",
    seen="No connection could be made, it broke off, or the host's name could not be looked up just then.",
    matters="The server is off, or refuses the network that this run was made from.",
    remedy="Run again later, or from another network.",
    message="No connection to {host}: {error}.",
    advice="Run the check again later.",
    example={"host": "www.example.org", "error": "refused"},
)
MAINTENANCE = Rule(
    code="L305",
    name="maintenance",
    level=Level.WARNING,
    summary="The source's site is under maintenance.",
    seen="The site says that it is under maintenance.",
    matters="It will come back; the page was not seen.",
    remedy="Run again later.",
    message="The source's site is under maintenance.",
    advice="Run the check again later.",
)
INCOMPLETE_PAGE = Rule(
    code="L306",
    name="incomplete-page",
    level=Level.WARNING,
    summary="The source's page came back empty or cut.",
    seen="The body of the answer was empty or ended early.",
    matters="The claim was compared with a part of the page at most.",
    remedy="Run again later; a very large file may need a larger `body-limit`.",
    message="The source's page came back empty or cut off.",
    advice="Run the check again later.",
)
REDIRECT_FAULT = Rule(
    code="L307",
    name="redirect-fault",
    level=Level.WARNING,
    summary="The source's redirects lead nowhere.",
    seen="The address redirects in a circle, too often, or to something that is no address.",
    matters="Browsers give up as citecheck did.",
    remedy="Find the page's own address by its title.",
    message="The source's redirects lead nowhere: {error}.",
    advice="Find the page's own address.",
    example={"error": "it leads back to itself"},
)
CERTIFICATE_EXPIRES_SOON = Rule(
    code="L308",
    name="certificate-expires-soon",
    level=Level.INFO,
    summary="The source's certificate expires soon.",
    seen="The certificate of the host ends within days.",
    matters="If it is not renewed, readers will see a warning.",
    remedy="Nothing in the draft. The owner of the site may be glad to know.",
    message="The certificate of {host} expires in {days}.",
    advice="Nothing to do in the draft; tell the site.",
    example={"host": "www.example.org", "days": "9 days"},
)

RULES = (
    BOT_WALL,
    LOGIN_WALL,
    PAYWALL,
    CONSENT_WALL,
    BLOCKED_REGION,
    SCRIPT_ONLY,
    RATE_BLOCK,
    SERVER_ERROR,
    TIMED_OUT,
    CERTIFICATE_FAULT,
    CONNECTION_FAILED,
    MAINTENANCE,
    INCOMPLETE_PAGE,
    REDIRECT_FAULT,
    CERTIFICATE_EXPIRES_SOON,
)
