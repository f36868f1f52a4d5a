"""All tables of the product, for autogenerate and the house tests."""

import importlib
import pkgutil
from pathlib import Path

from kernel.db import Base

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("tenants", "jobs", "commerce", "wechat", "channels", "invariants")

for package in PACKAGES:
    for found in pkgutil.walk_packages([str(ROOT / package)], prefix=f"{package}."):
        if found.name.endswith(".models"):
            importlib.import_module(found.name)

metadata = Base.metadata
