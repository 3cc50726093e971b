"""How many requests there were and how long they took, by route: the template, never the path, which holds ids."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# when each counter began, which would double their number: they all begin with the process
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has types for all but this
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


class RequestMetrics:
    """The counters of one app."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route")
        self._count = Counter("orders_http_requests", "Requests answered.", (*labels, "status"), registry=registry)
        self._seconds = Histogram(
            "orders_http_request_seconds", "From a request's head to the end of its answer.", labels, registry=registry
        )

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one request; whatever a client makes up, as a method or a path, shares one label."""
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._count.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


class RequestMetricsMiddleware:
    """ASGI middleware that notes every request."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on unchanged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._metrics.note(scope, status, time.perf_counter() - began)
