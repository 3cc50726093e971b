"""`/v1/distributions`, `/v1/earning-rules`, `/v1/webhooks`: what follows from events, as `orders distribution` and so
on make it in a shell.
"""

from typing import TypeVar

from fastapi import APIRouter, Request

from flows.api.http.auth import ADMIN, READ, WRITE
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing
from flows.api.http.request_body import body_as, documented_body
from flows.api.state import State
from schemas.clock import naive_utc_now
from schemas.effects.rules import Distribution, EarningRule, Webhook
from schemas.http import rules
from tasks.rules.allowed_urls import require_allowed_url
from tasks.rules.create import create_distribution, create_earning_rule, create_webhook
from tasks.rules.kinds import AnyRule
from tasks.rules.rules import Deleted, delete_rule, list_rules, set_paused
from tasks.rules.signing import signing_secret

router = APIRouter(prefix="/v1", tags=["rules"])
_NEW = documented(400, 404, 413)
_FOUND = documented(400, 404)
_WithHeaders = TypeVar("_WithHeaders", Distribution, Webhook)


@router.get("/distributions", summary="List distributions", responses=documented(400), dependencies=[READ])
async def list_distributions(database: Database, _params: Nothing) -> rules.Distributions:
    """All distributions, by name."""
    found = [_shown(each) for each in await database.read(list_rules, Distribution)]
    return rules.Distributions(data=found, total=len(found))


@router.post(
    "/distributions",
    summary="Create distribution",
    responses=_NEW,
    openapi_extra=documented_body(rules.NewDistribution.model_json_schema()),
    dependencies=[WRITE],
)
async def make_distribution(request: Request, state: State, database: Database) -> Distribution:
    """Tell somebody about each event of one type."""
    new = await body_as(request, rules.NewDistribution)
    require_allowed_url(new.url, state.settings.allowed_rule_urls)
    return _shown(await database.write(create_distribution, naive_utc_now(), **dict(new)))


@router.post("/distributions/{name}/pause", summary="Pause distribution", responses=_FOUND, dependencies=[WRITE])
async def pause_distribution(database: Database, name: Name) -> Distribution:
    """Let it record nothing and deliver nothing until it is resumed."""
    return _shown(await database.write(set_paused, name, is_paused=True))


@router.post("/distributions/{name}/resume", summary="Resume distribution", responses=_FOUND, dependencies=[WRITE])
async def resume_distribution(database: Database, name: Name) -> Distribution:
    """Let it go on: first with what was pending."""
    return _shown(await database.write(set_paused, name, is_paused=False))


@router.delete("/distributions/{name}", summary="Delete distribution", responses=_FOUND, dependencies=[WRITE])
async def delete_distribution(database: Database, name: Name) -> rules.DeletedRule:
    """Delete a distribution and drop what it has not delivered."""
    return _gone(await database.write(delete_rule, Distribution, name, naive_utc_now()))


@router.get("/earning-rules", summary="List earning rules", responses=documented(400), dependencies=[READ])
async def list_earning_rules(database: Database, _params: Nothing) -> rules.EarningRules:
    """All earning rules, by name."""
    found = await database.read(list_rules, EarningRule)
    return rules.EarningRules(data=found, total=len(found))


@router.post(
    "/earning-rules",
    summary="Create earning rule",
    responses=_NEW,
    openapi_extra=documented_body(rules.NewEarningRule.model_json_schema()),
    dependencies=[WRITE],
)
async def make_earning_rule(request: Request, database: Database) -> EarningRule:
    """Give points: fixed, or for each whole `per` of a number; who is a member already earns nothing."""
    new = await body_as(request, rules.NewEarningRule)
    return await database.write(create_earning_rule, naive_utc_now(), **dict(new))


@router.delete("/earning-rules/{name}", summary="Delete earning rule", responses=_FOUND, dependencies=[WRITE])
async def delete_earning_rule(database: Database, name: Name) -> rules.DeletedRule:
    """Delete an earning rule; the points it gave stay."""
    return _gone(await database.write(delete_rule, EarningRule, name, naive_utc_now()))


@router.get("/webhooks", summary="List webhooks", responses=documented(400), dependencies=[READ])
async def list_webhooks(database: Database, _params: Nothing) -> rules.Webhooks:
    """All subscriptions, by name."""
    found = [_shown(each) for each in await database.read(list_rules, Webhook)]
    return rules.Webhooks(data=found, total=len(found))


@router.post(
    "/webhooks",
    summary="Create webhook",
    responses=_NEW,
    openapi_extra=documented_body(rules.NewWebhook.model_json_schema()),
    dependencies=[WRITE],
)
async def make_webhook(request: Request, state: State, database: Database) -> Webhook:
    """Subscribe the project to types of events."""
    new = await body_as(request, rules.NewWebhook)
    require_allowed_url(new.url, state.settings.allowed_rule_urls)
    return _shown(await database.write(create_webhook, naive_utc_now(), **dict(new)))


@router.get("/webhooks/secret", summary="Get the secret of webhooks", responses=documented(400), dependencies=[ADMIN])
async def get_secret(database: Database, _params: Nothing) -> rules.WebhookSecret:
    """By which a receiver checks X-Orders-Signature, the HMAC-SHA256 of each webhook's body."""
    return rules.WebhookSecret(secret=await database.write(signing_secret, naive_utc_now()))


@router.delete("/webhooks/{name}", summary="Delete webhook", responses=_FOUND, dependencies=[WRITE])
async def delete_webhook(database: Database, name: Name) -> rules.DeletedRule:
    """Delete a subscription and drop what it has not delivered."""
    return _gone(await database.write(delete_rule, Webhook, name, naive_utc_now()))


def _shown(rule: _WithHeaders) -> _WithHeaders:
    """A rule without the values of its headers, which are secrets of whoever made it."""
    return rule.model_copy(update={"headers": dict.fromkeys(rule.headers, "(set)")})


def _gone(deleted: Deleted[AnyRule]) -> rules.DeletedRule:
    counts = {"dropped_count": deleted.dropped_count, "dropped_points": deleted.dropped_points}
    return rules.DeletedRule(id=deleted.rule.id, name=deleted.rule.name, **counts)
