"""The fake archive at a socket on 127.0.0.1, for clients that bring their own HTTP."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@contextmanager
def serve(archive):
    """Yield the base address of a running server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            request = httpx.Request(self.command, f"http://127.0.0.1{self.path}", headers=dict(self.headers))
            response = archive.answer(request)
            self.send_response(response.status_code)
            body = b"".join(response.stream)
            for name, value in response.headers.multi_items():
                if name not in {"content-length", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
