"""A web of many hosts on one loopback port, with TLS of our own authority, that counts what it is asked."""

import asyncio
import ssl
import threading
from collections import Counter
from contextlib import contextmanager

import trustme


class LoopbackWeb:
    """Serves an article for every path of every host; `asked` counts requests by address.

    Beyond `most` requests none is answered, unless it is None.
    """

    def __init__(self, hosts, folder):
        self.asked = Counter()
        self.most = None
        authority = trustme.CA()
        self.cacert = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.cacert)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*hosts).configure_cert(self.context)
        self.port = None

    async def serve(self, reader, writer):
        secure = writer.get_extra_info("ssl_object") is not None
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                host = next(line[6:] for line in lines if line.lower().startswith("host: "))
                self.asked[f"{'https' if secure else 'http'}://{host}{path}"] += 1
                while self.most is not None and sum(self.asked.values()) > self.most:
                    await asyncio.sleep(0.05)
                body = self.body(host, path)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b"
                    % (len(body), body)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def body(self, host, path):
        words = path.replace("/", " ").replace("-", " ").strip() or "front page"
        text = f"<p>This page of {host} tells of {words}. It was written for a test and says little else.</p>" * 3
        return f"<html lang=en><head><title>{words}</title></head><body><main><h1>{words}</h1>{text}</main></body></html>".encode()


@contextmanager
def running(web):
    """Serve `web` in a thread: plain HTTP on `port`, TLS on `tls_port`."""
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def start():
        plain = await asyncio.start_server(web.serve, "127.0.0.1", 0)
        secure = await asyncio.start_server(web.serve, "127.0.0.1", 0, ssl=web.context)
        web.port = plain.sockets[0].getsockname()[1]
        web.tls_port = secure.sockets[0].getsockname()[1]
        started.set()

    def work():
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    async def end():
        answers = asyncio.all_tasks() - {asyncio.current_task()}
        for each in answers:
            each.cancel()
        await asyncio.gather(*answers, return_exceptions=True)
        await asyncio.sleep(0)  # lets the loop close the sockets
        loop.stop()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield web
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop)
        thread.join(10)
