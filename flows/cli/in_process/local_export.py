"""An export in this process, or by the process that has the project open: to a file, or through one to stdout."""

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.settings import Settings
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey
from tasks.exports.request import ExportRequest
from tasks.exports.write import write_export
from tasks.warehouse.connection import require_project
from tasks.warehouse.location import folder_beside
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.sharing.pool import DatabasePool


def export_to(target: Path, request: ExportRequest, key: ProjectKey, settings: Settings) -> int:
    """Write the export to `target`; returns how many rows it has. Raises `UsageError` if there is no such project."""
    require_project(settings.home, key)
    return asyncio.run(_export(target, request, key, settings))


def export_to_stdout(request: ExportRequest, key: ProjectKey, settings: Settings) -> int:
    """The same to stdout; nobody waits for who reads it, as a private file is written first."""
    require_project(settings.home, key)
    with TemporaryDirectory(dir=private_folder(folder_beside(settings.home, key, "exports"))) as folder:
        file = Path(folder) / "export"
        count = export_to(file, request, key, settings)
        with file.open("rb") as source:
            shutil.copyfileobj(source, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    return count


async def _export(target: Path, request: ExportRequest, key: ProjectKey, settings: Settings) -> int:
    pool = DatabasePool(settings.home, settings.lock_patience)
    try:
        return await pool.read(key, write_export, request, target, naive_utc_now())
    finally:
        await pool.close()
