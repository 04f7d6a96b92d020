"""Packs that are removed: out of the library, there for reviews, and back again."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.commands.packs import command
from desktop.commands.stored import scenario
from desktop.errors import UserError
from desktop.packs import available_packs, install_pack, load_scenario
from desktop.packs.removed import (
    DAYS,
    forget_removed,
    remove_pack,
    removed_packs,
    restore_pack,
    scenarios_of_reviews,
    shelf_stamp,
)
from desktop.packs.starter import new_pack
from desktop.records import SessionStart
from desktop.rehearsal.erasing import erase_everything
from desktop.store import keys


@pytest.fixture
def installed(home: Path, tmp_path: Path) -> Path:
    """The folder of an installed pack called "mine"."""
    new_pack(tmp_path / "mine")
    return install_pack(tmp_path / "mine")[0].path


def there() -> set[str]:
    return {each.id for pack in available_packs().packs for each in pack.scenarios}


def test_a_removed_pack_is_out_of_the_library_and_there_for_reviews(installed: Path) -> None:
    (mine,) = [pack for pack in available_packs().packs if pack.origin == "installed"]
    ids = {each.id for each in mine.scenarios}
    remove_pack("mine")
    assert not installed.exists()
    assert not ids & there()
    with pytest.raises(UserError, match="No scenario is called"):
        load_scenario(next(iter(ids)))
    assert [pack.sha256 for pack in removed_packs().packs] == [mine.sha256]
    assert ids <= set(scenarios_of_reviews())
    restore_pack("mine")
    assert ids <= there()
    assert removed_packs().packs == ()


def test_a_link_that_leads_nowhere_hides_no_change_of_a_later_pack(installed: Path) -> None:
    installed.with_name("a-link").symlink_to(installed.with_name("nowhere"))
    before = shelf_stamp()
    os.utime(installed, (1, 1))
    assert shelf_stamp() != before


def test_what_is_not_installed_is_refused_in_a_sentence(installed: Path) -> None:
    with pytest.raises(UserError, match="comes with Steadyhand"):
        remove_pack("eleven-pm")
    with pytest.raises(UserError, match=r'No pack called "mime" is installed\. Did you mean "mine"'):
        remove_pack("mime")
    with pytest.raises(UserError, match="No removed pack"):
        restore_pack("mine")
    for outside in ("..", "../packs/mine", ".removed", ""):
        with pytest.raises(UserError, match="No pack called"):
            remove_pack(outside)
    assert installed.is_dir()


def test_a_pack_that_can_t_be_opened_can_be_removed_and_comes_back_as_it_was(installed: Path) -> None:
    (installed / "pack.toml").write_text("no = [toml")
    remove_pack("mine")
    assert available_packs().broken == ()
    assert removed_packs().packs == ()
    runner = CliRunner()
    listed = runner.invoke(command, ["list"])
    assert "mine: removed, can be brought back, but not opened: pack.toml" in listed.stdout
    (told,) = json.loads(runner.invoke(command, ["list", "--json"]).stdout)["removed_broken"]
    assert (told["pack"], told["problems"][0]["file"]) == ("mine", "pack.toml")
    restore_pack("mine")
    assert len(available_packs().broken) == 1


def test_a_pack_that_is_installed_anew_takes_the_place_of_the_removed_one(installed: Path, tmp_path: Path) -> None:
    remove_pack("mine")
    install_pack(tmp_path / "mine")
    assert removed_packs().packs == ()
    shutil.copytree(installed, installed.parent / ".removed" / "mine")
    remove_pack("mine")
    assert len(removed_packs().packs) == 1


def test_a_pack_that_can_t_be_replaced_is_there_as_before(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = [pack for pack in available_packs().packs if pack.origin == "installed"]
    rename = Path.rename

    def refuse_the_new(path: Path, target: Path) -> Path:
        if path.name == "mine" and target == installed:
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    (tmp_path / "mine" / "README.md").write_text("newer")
    with pytest.raises(UserError, match="can't be written"):
        install_pack(tmp_path / "mine")
    assert before in available_packs().packs
    left = [path for path in installed.parent.iterdir() if path != installed]
    assert [path for folder in left for path in folder.rglob("*")] == [], "nothing is left beside it"
    assert [path.name for path in left] == [".removed"]


def with_another_scenario(folder: Path) -> None:
    """Rename the one scenario of a pack: an older copy has one that it has not."""
    (file,) = (folder / "scenarios").iterdir()
    text = file.read_text()
    assert text.count('id = "mine"') == 1
    file.write_text(text.replace('id = "mine"', 'id = "newer"'))


def test_a_removed_pack_stays_beside_a_new_one_of_its_id_that_has_not_all_of_its_scenarios(
    installed: Path, tmp_path: Path
) -> None:
    remove_pack("mine")
    with_another_scenario(tmp_path / "mine")
    install_pack(tmp_path / "mine")
    assert {"mine", "newer"} <= set(scenarios_of_reviews())
    assert "newer" in there()
    (older,) = removed_packs().packs
    kept = remove_pack("mine")
    assert {"mine", "newer"} <= set(scenarios_of_reviews())
    assert restore_pack(older.path.name) == installed
    assert "mine" in there()
    (newer,) = removed_packs().packs
    assert newer.scenarios[0].id == "newer"
    assert newer.path != kept, "no removed pack is called as one on the shelf"
    assert restore_pack(newer.path.name) == installed
    assert "newer" in there()


def test_of_two_packs_of_one_id_both_stay_where_they_differ(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed, installed.parent / ".removed" / "mine")
    with_another_scenario(installed)
    remove_pack("mine")
    assert sorted(pack.scenarios[0].id for pack in removed_packs().packs) == ["mine", "newer"]
    restore_pack("mine")
    assert "newer" in there(), "the one that was removed last comes back"


def test_a_removed_pack_does_not_come_back_beside_one_with_its_scenario(
    installed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remove_pack("mine")
    text = (tmp_path / "mine/pack.toml").read_text()
    (tmp_path / "mine/pack.toml").write_text(text.replace('id = "mine"', 'id = "other"'))
    start = SessionStart("call-1", "mine", "mine", "0" * 64, "realistic", "2026-05-01T10:00:00+00:00", False)
    assert scenario(start, None).id == "mine"
    assert "was removed; what is kept of it is used" in capsys.readouterr().err
    install_pack(tmp_path / "mine")
    with pytest.raises(UserError, match="has a scenario"):
        restore_pack("mine")
    assert scenario(start, None).id == "mine"
    assert capsys.readouterr().err == "", "the one on the shelf is used"


def removed_days_ago(folder: Path, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(folder, (then, then))


def test_a_removed_pack_that_no_call_needs_is_deleted_after_a_month(installed: Path) -> None:
    removed_days_ago(installed, 400)
    kept = remove_pack("mine")
    (mine,) = removed_packs().packs
    forget_removed(lambda: pytest.fail("nobody has to ask"))
    assert removed_packs().packs == (mine,), "it counts from the removal, not from when it was installed"
    removed_days_ago(kept, DAYS - 1)
    forget_removed(lambda: pytest.fail("nobody has to ask"))
    removed_days_ago(kept, DAYS + 1)
    forget_removed(lambda: {mine.scenarios[0].id, "eleven-pm"})
    assert removed_packs().packs == (mine,)
    forget_removed(lambda: {"eleven-pm"})
    assert removed_packs().packs == ()


def test_with_every_call_what_was_kept_for_reviews_is_deleted(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "forget", lambda *_where: True)
    remove_pack("mine")
    erase_everything()
    assert not (installed.parent / ".removed").exists()
    assert installed.parent.is_dir()


def test_the_commands_remove_and_say_how_to_undo(installed: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(command, ["remove", "mine"])
    assert done.exit_code == 0
    assert "packs restore mine" in done.stdout
    assert "for at least 30 days" in done.stdout
    assert "(removed, can be brought back)" in runner.invoke(command, ["list"]).stdout
    assert '"removed":[{"id":"mine"' in runner.invoke(command, ["list", "--json"]).stdout
    assert runner.invoke(command, ["restore", "mine"]).exit_code == 0
    assert installed.is_dir()
