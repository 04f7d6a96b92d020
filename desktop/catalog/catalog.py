"""The catalog as the application sees it: what there is, what is installed, and how it gets here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop import paths, settings
from desktop.catalog import bundle, store
from desktop.catalog.fetching import Fetcher, watch_nothing
from desktop.catalog.files import disk_errors, never
from desktop.catalog.importing import Importer
from desktop.catalog.models import IsCancelled, Model, OnProgress, Problem, near, read_catalog
from desktop.errors import UserError
from desktop.settings import fetch_or_ask


class Catalog:
    """Every known model, and the stores of this machine. Cheap to make; nothing is cached between calls."""

    def __init__(
        self, models: Sequence[Model], shipped: Path, user_root: Path, machine_roots: Sequence[Path] = ()
    ) -> None:
        self._models = tuple(models)
        self._shipped = shipped
        self._user = user_root
        self._roots = (*machine_roots, user_root)

    @classmethod
    def load(cls, extra: Path | None = None) -> Catalog:
        """The shipped catalog over this machine's stores; entries of `extra` (a catalog file) replace and add.

        Raises `UserError` naming the file and the field that is wrong.
        """
        shipped = paths.shipped("models")
        models = {model.id: model for model in read_catalog(shipped / "catalog.toml")}
        if extra is not None:
            models |= {model.id: model for model in read_catalog(extra)}
        return cls(tuple(models.values()), shipped, paths.models_dir(), paths.machine_models_dirs())

    def models(self, role: str | None = None) -> tuple[Model, ...]:
        """The models of a role (of all roles), best first; those imported by hand come last."""
        known = {model.id for model in self._models}
        imported = [model for model in store.imported_models(self._roots) if model.id not in known]
        return tuple(model for model in (*self._models, *imported) if role in (None, model.role))

    def get(self, model_id: str) -> Model:
        """One model. Raises `UserError` with the names that are near."""
        models = {model.id: model for model in self.models()}
        if model_id not in models:
            raise near(model_id, list(models))
        return models[model_id]

    def installed(self, model_id: str) -> Path | None:
        """The model's folder when every file is there in its size (nothing is hashed), else None.

        The machine-wide store is looked at first, then the user's. Raises `UserError` for an unknown id.
        """
        model = self.get(model_id)
        return next((root / model_id for root in self._roots if store.is_installed(model, root / model_id)), None)

    def installed_models(self, role: str | None = None) -> tuple[Model, ...]:
        """The models of a role that can be used now, best first; those from outside where a policy lets them."""
        allowed = settings.policy().rules.models_outside_catalog
        known = (model for model in self.models(role) if model.in_catalog or allowed)
        return tuple(model for model in known if self.installed(model.id))

    def usable_models(self, role: str) -> tuple[Model, ...]:
        """Those of a role that this release has an engine for, by rating."""
        usable = [model for model in self.installed_models(role) if model.adapter]
        return tuple(sorted(usable, key=lambda model: -model.rating))

    def folder(self, model_id: str) -> Path | None:
        """Where the model lies, whole or damaged; None where there is nothing of it."""
        self.get(model_id)
        found = (root / model_id for root in self._roots if (root / model_id).is_dir())
        return self.installed(model_id) or next(found, None)

    def is_own(self, model_id: str) -> bool:
        """Whether something of the model lies in this user's own store, where it can be removed."""
        return (self._user / model_id).is_dir()

    def fetch(
        self,
        model_id: str,
        progress: OnProgress = watch_nothing,
        cancelled: IsCancelled = never,
        *,
        mend: bool = False,
    ) -> Path:
        """The model's folder, fetched unless it is installed.

        With `mend` an installed one is hashed first and fetched anew where it is damaged. Raises `UserError`
        (every source's reason, a full disk, a damaged machine-wide copy) and `Cancelled`; what was fetched is kept
        and the next call goes on from there.
        """
        with self.fetching() as fetcher:
            return self.fetch_with(fetcher, model_id, progress, cancelled, mend=mend)

    @contextmanager
    def fetching(self, mirror: str = "") -> Iterator[Fetcher]:
        """A fetcher for several models, `mirror` (a URL that holds <id>/<path>) before every other source.

        Where a policy names a mirror, or where to fetch from, that is it. Raises `UserError` for another `mirror`.
        """
        policy = settings.policy()
        own = policy.rules.model_mirror
        if mirror and (own not in ("", mirror) or policy.rules.fetch_models != "anywhere"):
            raise UserError("Which mirror models come from is locked on this computer.", policy.asking)
        with Fetcher(self._user, self._shipped, own or mirror, policy.rules.fetch_models).opened() as fetcher:
            yield fetcher

    def fetch_with(
        self,
        fetcher: Fetcher,
        model_id: str,
        progress: OnProgress = watch_nothing,
        cancelled: IsCancelled = never,
        *,
        mend: bool = False,
    ) -> Path:
        """As `fetch`, with a fetcher that is open."""
        model = self.get(model_id)
        here = self.installed(model_id)
        if here and not (mend and store.problems(model, here, cancelled)):
            return here
        if here and here.parent != self._user:
            raise UserError(
                f"The machine-wide copy of {model.title} in {here} is damaged.",
                "Have an administrator copy it there again.",
            )
        if not model.sources:
            raise UserError(f"{model.title} was imported by hand and is damaged.", "Import it again.")
        if settings.policy().rules.fetch_models == "never" and not any(one.shipped for one in model.sources):
            raise settings.policy().refusal("fetch_models")
        return fetcher.fetch(model, progress, cancelled)

    def verify(self, model_id: str, cancelled: IsCancelled = never) -> list[Problem]:
        """What is wrong with the model's files, by full hash. Raises `UserError` when it is not installed."""
        folder = self.folder(model_id)
        if folder is None:
            fix = fetch_or_ask(f"Fetch it: {paths.command(f'models fetch {model_id}')}")
            raise UserError(f"{model_id} is not installed.", fix)
        return store.problems(self.get(model_id), folder, cancelled)

    def import_path(
        self, path: Path, progress: OnProgress = watch_nothing, cancelled: IsCancelled = never
    ) -> tuple[str, ...]:
        """Take in a Vosk folder or zip, a GGUF file, a model's files, or an exported archive; the ids.

        What the catalog knows by hash becomes that model; anything else is marked as imported. Raises `UserError`.
        """
        with self.fetching() as fetcher:
            return Importer(fetcher, self._models, progress, cancelled).take(path)

    def export(
        self,
        model_ids: Sequence[str],
        archive: Path,
        progress: OnProgress = watch_nothing,
        cancelled: IsCancelled = never,
    ) -> None:
        """Write installed models into one .zip or .tar. Raises `UserError` when one is missing or damaged."""
        chosen = []
        for model_id in model_ids:
            wrong = self.verify(model_id, cancelled)
            if wrong:
                fix = fetch_or_ask(f"Mend it: {paths.command(f'models fetch {model_id}')}")
                raise UserError(f"{model_id} is damaged: {wrong[0]}", fix)
            folder = self.folder(model_id)
            assert folder is not None
            chosen.append((self.get(model_id), folder))
        bundle.export(chosen, archive, progress, cancelled)

    def purge(self, model_id: str) -> None:
        """Delete the user's copy and what was fetched of it. Raises `UserError` when there is none."""
        here = self.folder(model_id)
        with disk_errors(self._user, model_id):
            if store.remove(self._user, model_id):
                return
        if here is not None:
            raise UserError(
                f"{model_id} lies in the machine-wide store {here}.", "Only an administrator removes it there."
            )
        raise UserError(f"{model_id} is not installed.")
