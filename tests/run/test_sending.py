"""Messages to services, over Apprise."""

import http.server
import threading

from citecheck.extras.notify import build_senders


def test_a_redirect_of_a_service_is_not_followed():
    """A webhook that leads elsewhere did not accept the message, and nothing is sent on."""
    asked = []

    class Service(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.send_response(307)
            self.send_header("Location", "/inner")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        (sender,) = build_senders([f"json://127.0.0.1:{server.server_port}/hook"])
        accepted = sender("title", "text")
        server.shutdown()
    assert (accepted, asked) == (False, ["/hook"])
