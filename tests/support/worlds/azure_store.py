"""Azure's own emulator of its object store, where it is installed (`npm install -g azurite`)."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from azure.storage.blob import BlobServiceClient

from tests.support.worlds.eventually import eventually
from tests.support.worlds.free_port import free_port

_PROGRAM = "azurite-blob"
# what Azure documents for each emulator
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def can_start_azure() -> bool:
    """Whether the emulator is there."""
    return shutil.which(_PROGRAM) is not None


class AzureStore:
    """One that answers."""

    def __init__(self, endpoint: str) -> None:
        self._connection = (
            f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};BlobEndpoint={endpoint};"
        )
        account = {"AZURE_STORAGE_ACCOUNT_NAME": _ACCOUNT, "AZURE_STORAGE_ACCOUNT_KEY": _KEY}
        self.environment = {
            "connection": {"AZURE_STORAGE_CONNECTION_STRING": self._connection},
            "account and key": {**account, "AZURE_STORAGE_ENDPOINT": endpoint},
        }
        """What an operator sets to reach it."""

    def make_container(self, name: str) -> None:
        """A bucket."""
        with BlobServiceClient.from_connection_string(self._connection) as client:
            client.create_container(name)

    def names(self, container: str) -> list[str]:
        """What is in it."""
        with BlobServiceClient.from_connection_string(self._connection) as client:
            return list(client.get_container_client(container).list_blob_names())


@contextmanager
def azure_server(folder: Path) -> Iterator[AzureStore]:
    """An empty one; it ends with the block."""
    port = free_port()
    place = ["--blobPort", str(port), "--location", str(folder / "azure")]
    start = [_PROGRAM, "--silent", "--skipApiVersionCheck", *place]
    with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: _listens(port), hopeless=lambda: None if process.poll() is None else "it has ended")
            yield AzureStore(f"http://127.0.0.1:{port}/{_ACCOUNT}")
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
