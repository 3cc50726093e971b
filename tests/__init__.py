"""Before anything imports Prefect: each of the parallel test processes gets a Prefect home of its own.

Two temporary servers that begin on one fresh home would both create its tables.
"""

import os
import tempfile

_prefect_home = tempfile.TemporaryDirectory(prefix="orders-tests-")
os.environ |= {"PREFECT_HOME": _prefect_home.name, "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
os.environ.pop("PREFECT_API_URL", None)
