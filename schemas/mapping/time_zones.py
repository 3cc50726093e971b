"""Names of time zones as files write them: IANA's own, those of Windows, those of Rails, and a few abbreviations."""

import tomllib
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

# as RFC 2822 has them; with a fixed distance from UTC, whatever the season
_ABBREVIATIONS = {
    "GMT": "UTC",
    "Z": "UTC",
    **{f"{zone}ST": f"Etc/GMT+{hours}" for zone, hours in zip("ECMP", (5, 6, 7, 8), strict=True)},
    **{f"{zone}DT": f"Etc/GMT+{hours}" for zone, hours in zip("ECMP", (4, 5, 6, 7), strict=True)},
}


@cache
def iana_name(name: str) -> str | None:
    """The IANA name of the zone that is called so; none if there is no such zone."""
    named: str = {**get_global("windows_zone_mapping"), **_rails_names(), **_ABBREVIATIONS}.get(name, name)
    try:
        ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return named


@cache
def _rails_names() -> dict[str, str]:
    text = files("schemas.mapping").joinpath("rails_zones.toml").read_text(encoding="utf-8")
    return {name: zone for zone, names in tomllib.loads(text).items() for name in names}
