"""Opens one source of a backfill: finds out what it is, and how it is read in portions."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from pathlib import Path

from schemas.mapping.mapping import Mapping
from schemas.orders.source_format import SourceFormat
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.feeds.frame_feed import FrameFeed
from tasks.backfill.feeds.local_copy import local_copy
from tasks.backfill.feeds.piece import Feed, Place
from tasks.backfill.feeds.sight import Sight
from tasks.backfill.feeds.spool import spool
from tasks.backfill.feeds.stamp import stamp_of
from tasks.backfill.feeds.text_feed import TextFeed
from tasks.extract.extract import Prepared, prepare
from tasks.extract.source import Source, open_source
from tasks.extract.source_name import is_local, shown_name
from tasks.extract.source_secrets import resolved


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that can be read from `path`; `stamp` tells its version."""

    prepared: Prepared
    path: Path
    stamp: str
    is_copy: bool

    def is_unchanged(self) -> bool:
        """Whether the file is still the one that was opened; our own copy is."""
        return self.is_copy or stamp_of(self.path) == self.stamp


def open_one(
    name: str, request: BackfillRequest, mapping: Mapping | None, variables: Pairs[str, str], place: Path
) -> Opened:
    """Look at a source; one behind a URL is fetched to `place`. Raises what `tasks.extract.extract.extract` raises."""
    if is_local(name):
        path, source = Path(name), open_source(name)
        stamp = stamp_of(path)
    else:
        path = place.with_suffix(".copy")
        stamp = local_copy(resolved(name, variables), path)
        source = Source(shown_name(name), path)
    return Opened(look(source, request, mapping), path, stamp, is_copy=not is_local(name))


def look(source: Source, request: BackfillRequest, mapping: Mapping | None) -> Prepared:
    """How a source is to be read, from its beginning. Raises what `tasks.extract.extract.extract` raises."""
    return prepare(source, format=request.format, mapping=mapping, preset=request.preset, facts=request.facts)


def feed_of(opened: Opened, place: Path, *, is_begun: bool) -> Feed:
    """How to read a source in portions; what has to be put on disk for that goes to `place`."""
    prepared, path = opened.prepared, opened.path
    sight = Sight(path, place.with_name(f"{place.name}-seen.json"))
    if prepared.mapping is None and isinstance(prepared.source.location, Path):
        if prepared.format is SourceFormat.NDJSON:
            feed = TextFeed(prepared, sight)
            if not is_begun:
                feed.check()
            return feed
        if prepared.format is SourceFormat.PARQUET and not _is_packed(path):
            return FrameFeed(prepared.source, path, Place(checksum=sight.checksum()), is_spooled=False)
    target = place.with_suffix(".parquet")
    warnings = () if is_begun and target.exists() else spool(prepared, target)
    start = Place(checksum=sight.checksum())
    return FrameFeed(prepared.source, target, start, is_spooled=True, warnings=warnings)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) != b"PAR1"
