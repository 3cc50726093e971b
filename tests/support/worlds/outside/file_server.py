"""A folder served over HTTP on loopback, in parts as every object store does."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@contextmanager
def file_server(folder: Path) -> Iterator[str]:
    """Address, with a user's name and password in it, of a server of the files in `folder`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_RangeHandler, directory=folder))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://me:secret@127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _RangeHandler(SimpleHTTPRequestHandler):
    """Serves parts of files, as every object store does."""

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        if not (path := self.translate_path(self.path)).endswith(".forbidden"):
            return self.send_part(path)
        return self.send_error(403)

    def send_part(self, path):
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                whole = file.read()
        except OSError:
            return self.send_error(404)
        start, end = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")
        first = int(start) if start else max(0, len(whole) - int(end))
        part = whole[first : int(end) + 1 if start and end else None]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(whole)}")
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")
        self.end_headers()
        return self.wfile.write(part) if self.command == "GET" else None

    def log_message(self, *_):
        pass
