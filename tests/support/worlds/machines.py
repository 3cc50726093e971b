"""Several machines, as far as their processes can tell: each with homes of its own, and what all of them share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tasks.warehouse.location import keep_files_in
from tests.support.projects.lakes import lake_for
from tests.support.worlds.api_world import ApiWorld
from tests.support.worlds.intakes import intake_in
from tests.support.worlds.lane_world import World
from tests.support.worlds.up_world import free_ports


@dataclass
class Machines:
    """Processes of one world, each on a machine of its own; `shared` are the settings that all have."""

    world: World
    shared: Mapping[str, str]

    def environment(self, name: str) -> dict[str, str]:
        """That of the machine of this name."""
        place = self.world.root / "machines" / name
        return {**self.shared, "ORDERS_HOME": str(place / "home"), "PREFECT_HOME": str(place / "prefect")}

    def api(self, name: str) -> ApiWorld:
        """An API on a machine of its own."""
        world, (port, _) = self.world, free_ports()
        of_its_own = World(world.root, world.port, world.poll_seconds, None, self.environment(name), world.processes)
        api = ApiWorld(of_its_own, port)
        api.start(name)
        return api

    def start_worker(self, name: str) -> None:
        """A worker on a machine of its own, with one child."""
        self.world.start_worker(name, children=1, environment=self.environment(name))


@contextmanager
def machines_sharing(world: World, server: str, data: str) -> Iterator[Machines]:
    """Machines that have intake and lakes in that PostgreSQL, and rows at `data`; this process is one, too."""
    files = world.root / "files"
    with intake_in(server, world.home) as intake, lake_for(world.home, server, data) as storage:
        keep_files_in(world.home, files)
        shared = {"ORDERS_INTAKE": intake, "ORDERS_FILES": str(files), "ORDERS_STORAGE": storage, "ORDERS_DATA": data}
        try:
            yield Machines(world, shared)
        finally:
            keep_files_in(world.home, None)
