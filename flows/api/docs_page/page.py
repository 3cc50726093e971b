"""Serves the page: Swagger UI as `fastapi_offline` ships it, with a plugin of ours that shows the samples."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse

from flows.api.docs_page.sample_request import HOST

_HERE = Path(__file__).parent
_PAGE = (_HERE / "page.html").read_text(encoding="utf-8")


def install(app: FastAPI) -> None:
    """Let `app` have the page at /docs."""

    @app.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return HTMLResponse(_PAGE.replace("{{root}}", root).replace("{{host}}", HOST))

    @app.get("/docs/samples.js", include_in_schema=False)
    async def plugin() -> FileResponse:
        return FileResponse(_HERE / "samples.js", media_type="text/javascript")
