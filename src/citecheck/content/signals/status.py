"""What the status code says on its own; the body may say more."""

from __future__ import annotations

from citecheck.content.signals.table import Probe, Row, status
from citecheck.model.page import Page

ROWS: tuple[Row, ...] = (
    Probe("status-gone", Page.HARD_404_BODY, 1.2, status(404, 410), "the server says there is nothing here"),
    Probe("status-unauthorised", Page.LOGIN_WALL, 1.0, status(401, 407), "credentials are asked for"),
    Probe("status-payment", Page.PAYWALL_PARTIAL, 1.0, status(402), "payment is asked for"),
    Probe(
        "status-forbidden",
        Page.WAF_BLOCK,
        1.0,
        status(403, 405, 406, 418, 999),
        "refused; in practice nearly always a filter against programs",
    ),
    Probe("status-rate", Page.RATE_BLOCK, 1.1, status(420, 429), "too many requests (RFC 6585)"),
    Probe("status-legal", Page.LEGAL_BLOCK, 1.2, status(451), "unavailable for legal reasons (RFC 7725)"),
    Probe("status-unavailable", Page.ERROR_PAGE, 1.0, status(*range(500, 600)), "the server failed"),
    Probe(
        "status-request",
        Page.ERROR_PAGE,
        1.0,
        status(400, 408, 409, 411, 412, 413, 414, 415, 416, 417, 421, 422, 425, 426, 428, 431),
        "the request was not taken",
    ),
)
