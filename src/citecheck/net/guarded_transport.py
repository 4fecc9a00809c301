"""The guarded network as an httpx transport, for rare calls: archives, webhooks, models.

They get httpx's client with its redirects, cookies and JSON. Each request passes the same guard and the same dialer
as the crawler's. Request bodies are supported; streamed request bodies are not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import httpx

from citecheck.model.exchange import Fault, Hop
from citecheck.model.settings import NetworkSettings
from citecheck.net.address import Address
from citecheck.net.failure import NoAnswer, NotAsked
from citecheck.net.network import NetworkEngine
from citecheck.net.request import Clock, HopRequest
from citecheck.net.resolver import OperatingSystem

OnAnswer: TypeAlias = Callable[[Hop], None]
"""A function that takes an answer as it was sent."""

_CONNECT_FAULTS = frozenset(
    {
        *(Fault.NO_SUCH_HOST, Fault.DNS_FAILURE, Fault.DNS_TIMEOUT, Fault.CONNECT_REFUSED, Fault.UNREACHABLE),
        *(Fault.TLS_EXPIRED, Fault.TLS_SELF_SIGNED, Fault.TLS_WRONG_HOST, Fault.TLS_UNKNOWN_ISSUER, Fault.TLS_OTHER),
    },
)


class _GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over the guarded network. A refusal by the guard is raised as `httpx.UnsupportedProtocol`."""

    def __init__(
        self,
        settings: NetworkSettings,
        *,
        clock: Clock,
        system: OperatingSystem | None = None,
        on_answer: OnAnswer | None = None,
    ) -> None:
        self._on_answer = on_answer
        self._network = NetworkEngine(settings, clock=clock, system=system)
        self._seconds = settings.max_time

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raise an `httpx.TransportError` if it is refused or fails."""
        body = await request.aread()
        headers = tuple(request.headers.raw)
        try:
            address = Address.parse(str(request.url))
            hop_request = HopRequest(address, headers, seconds=self._seconds, method=request.method, body=body)
            hop = (await self._network.send(hop_request)).hop
        except NotAsked as refusal:
            raise httpx.UnsupportedProtocol(refusal.detail, request=request) from refusal
        except NoAnswer as failure:
            raise _build_httpx_error(failure, request) from failure
        if self._on_answer is not None and request.method == "GET":
            self._on_answer(hop)
        return httpx.Response(
            hop.status,
            headers=list(hop.headers),
            stream=httpx.ByteStream(hop.body),
            extensions={"http_version": hop.version.encode(), "reason_phrase": hop.reason.encode("latin-1")},
            request=request,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._network.aclose()


def build_guarded_client(
    settings: NetworkSettings,
    *,
    clock: Clock,
    system: OperatingSystem | None = None,
    on_answer: OnAnswer | None = None,
) -> httpx.AsyncClient:
    """Build an httpx client whose requests all pass the guard. `settings.max_time` bounds each hop, in seconds.

    `on_answer` takes each answer to a GET, such as an archive that keeps it; a POST has no address that names it.
    """
    return httpx.AsyncClient(
        transport=_GuardedTransport(settings, clock=clock, system=system, on_answer=on_answer),
        headers={"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate"},
        trust_env=False,
        timeout=settings.max_time,
    )


def _build_httpx_error(failure: NoAnswer, request: httpx.Request) -> httpx.TransportError:
    if failure.fault is Fault.TIMEOUT:
        return httpx.ReadTimeout(failure.detail, request=request)
    if failure.fault is Fault.CONNECT_TIMEOUT:
        return httpx.ConnectTimeout(failure.detail, request=request)
    if failure.fault in _CONNECT_FAULTS:
        return httpx.ConnectError(failure.detail, request=request)
    return httpx.RemoteProtocolError(failure.detail, request=request)
