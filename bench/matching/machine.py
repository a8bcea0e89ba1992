"""What figures were measured on, and when."""

from __future__ import annotations

import os
import platform
import resource
from datetime import UTC, datetime


def machine() -> str:
    """Architecture, cores, load and Python."""
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return f"{platform.machine()}, {cores}, CPython {platform.python_version()}"


def today() -> str:
    """The day in UTC."""
    return datetime.now(UTC).date().isoformat()


def peak_mib() -> float:
    """Peak resident memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
