"""How many examples a law is tried with: few in every run, the same ones each time; at least 2,000 in `make deep`.

What a deep run has tried is in the statistics that it prints: how many examples, and how many of each shape (`tried`).
"""

from collections.abc import Collection, Sequence

from hypothesis import HealthCheck, currently_in_test_context, event, settings

EVERY_RUN, DEEP = "every run", "deep"
_DEEP_EXAMPLES = 2_000
_SLOW = HealthCheck.too_slow  # examples that open databases take their time, the more so on a loaded machine

settings.register_profile(EVERY_RUN, deadline=None, derandomize=True, database=None, suppress_health_check=[_SLOW])
settings.register_profile(DEEP, max_examples=_DEEP_EXAMPLES, deadline=None, suppress_health_check=[_SLOW])


def law(examples: int, *, suppress: Collection[HealthCheck] = ()) -> settings:
    """Hypothesis' settings for a test of a law that every run tries with so many examples."""
    is_deep = settings.get_current_profile_name() == DEEP
    most = max(_DEEP_EXAMPLES, examples) if is_deep else examples
    return settings(max_examples=most, suppress_health_check=[_SLOW, *suppress])


def tried(batch: Sequence[object], refused: Sequence[object]) -> None:
    """Note the shape of an example: how many orders, and whether none, some or all of them were refused."""
    share = "none" if not refused else "all" if len(refused) == len(batch) else "some"
    event("orders", payload=len(batch))
    event("refused", payload=share)


def happened(what: str) -> None:
    """Note what an example has done; nothing where what makes examples is used without a law."""
    if currently_in_test_context():
        event(what)
