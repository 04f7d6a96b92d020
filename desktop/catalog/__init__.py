"""The model catalog: fetch, verify, import, export, purge."""

from desktop.catalog.catalog import Catalog
from desktop.catalog.models import Model, ModelFile, Problem, Progress, Source

__all__ = ["Catalog", "Model", "ModelFile", "Problem", "Progress", "Source"]
