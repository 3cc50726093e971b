"""How many examples a law is tried with: few in every run, many in `make deep`."""

from collections.abc import Collection

from hypothesis import HealthCheck, settings

EVERY_RUN, DEEP = "every run", "deep"
_TIMES = {EVERY_RUN: 1, DEEP: 50}
_DEFAULT = 100
_SLOW = HealthCheck.too_slow  # examples that open databases take their time, the more so on a loaded machine

for _name, _times in _TIMES.items():
    settings.register_profile(_name, max_examples=_times * _DEFAULT, deadline=None, suppress_health_check=[_SLOW])


def law(examples: int, *, suppress: Collection[HealthCheck] = ()) -> settings:
    """Hypothesis' settings for a test of a law that every run tries with so many examples."""
    times = _TIMES[settings.get_current_profile_name()]
    return settings(max_examples=times * examples, suppress_health_check=[_SLOW, *suppress])
