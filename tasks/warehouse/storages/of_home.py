"""Which storage the projects of a home have: said by the settings (`ORDERS_STORAGE`) before anything is read.

A home of which nothing is said, such as the copy that a dry run works on, has files of its own.
"""

from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.storages.file.file_storage import FileStorage
from tasks.warehouse.storages.storage import Storage

_storages: dict[Path, Storage] = {}


def keep_data_in(home: Path, address: str | None, data: str | None) -> None:
    """From now on the home's projects are in the lake whose catalog is at `address` and whose files are below `data`.

    None: in files of the home. Raises `UsageError` if the two are not the address of a lake.
    """
    if address is None:
        _storages.pop(home, None)
        return
    # with psycopg, which a home with files never needs
    from tasks.warehouse.storages.lake.address import LakeAddress
    from tasks.warehouse.storages.lake.lake_storage import lake_storage

    _storages[home] = lake_storage(home, LakeAddress.read(address, data))


def storage_of(home: Path) -> Storage:
    """The storage of this home's projects."""
    return _storages.get(home) or FileStorage(home)


def has_database(home: Path, key: ProjectKey) -> bool:
    """Whether anything was ever stored for the project."""
    return storage_of(home).has(key)
