"""`GET /metrics`: what the system does, in Prometheus' text format."""

from fastapi import APIRouter, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from flows.api.state import State

router = APIRouter(tags=["operations"])


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def metrics(state: State) -> Response:
    """Imports, queue, orders, stages, rejects, deliveries and requests, in Prometheus' text format."""
    await state.metrics.refresh(state.prefect)
    return Response(state.metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
