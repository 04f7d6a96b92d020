"""A machine's policy: what is locked, what is only suggested, and files that nobody should believe."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import doctor, paths, policyfile, settings
from desktop.app import clinic, start
from desktop.catalog import Catalog
from desktop.cli import main
from desktop.commands.persona import chosen_model
from desktop.doctor import machine, parts
from desktop.doctor.support import Owner, support_text
from desktop.errors import UserError
from desktop.packs import available_packs, install_pack, load_scenario, readings
from desktop.packs.schema import PackFile
from desktop.packs.starter import new_pack
from desktop.persona.gguf import check as check_gguf
from desktop.policy import CLOSED, UNREADABLE, Policy, Rules
from desktop.recognition import files
from desktop.rehearsal import compose, executive, exporting, exports, sharing
from desktop.rehearsal.crew import Hiring, plan_crew
from desktop.rehearsal.installed import SYSTEM_VOICE
from desktop.scenario import Scenario, VoiceWish
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import from_passphrase
from desktop.synthesis import onnx
from desktop.synthesis.voices import VoiceOption

Write = Callable[[str | bytes], Path]
SIGNED = 'set_by = "Your IT department"\ncontact = "it@example.com"\n'
WHO = "Your IT department (it@example.com)"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has owners of another kind")


@pytest.fixture
def write(no_policy: Path) -> Write:
    """Writes the machine's policy, as an administrator does."""

    def put(text: str | bytes) -> Path:
        no_policy.parent.mkdir(mode=0o755, exist_ok=True)
        no_policy.write_bytes(text if isinstance(text, bytes) else text.encode())
        no_policy.chmod(0o644)
        settings.policy.cache_clear()
        return no_policy

    return put


def own(home: Path, **chosen: object) -> None:
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "settings.json").write_text(json.dumps(chosen))


def written(home: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((home / "config" / "settings.json").read_bytes())
    return found


def where_from(name: str) -> tuple[object, str, bool]:
    one = next(one for one in settings.origins() if one.name == name)
    return one.value, one.source, one.locked


# --- who wins


def test_a_lock_wins_over_the_user_who_wins_over_a_default_of_the_policy(home: Path, write: Write) -> None:
    own(home, format=2, pauses="lively", difficulty="brutal")
    write(
        SIGNED + '[default]\npauses = "patient"\nscale = 150\ncaptions = false\n'
        '[locked]\ndifficulty = "supportive"\ncaptions = true\n'
    )
    assert where_from("difficulty") == ("supportive", "policy", True)
    assert where_from("captions") == (True, "policy", True)
    assert where_from("pauses") == ("lively", "user", False)
    assert where_from("scale") == (150, "policy", False)
    assert where_from("barge_in") == (True, "default", False)
    assert settings.load() == Settings(pauses="lively", difficulty="supportive", scale=150)


def test_what_a_policy_sets_is_never_written_as_the_user_s_choice(home: Path, write: Write) -> None:
    own(home, format=2, difficulty="brutal")
    policy = write('[default]\nscale = 150\n[locked]\ndifficulty = "supportive"\n')
    settings.save(settings.replace(settings.load(), captions=False))
    assert written(home) == {"format": 2, "difficulty": "brutal", "captions": False}
    policy.unlink()
    settings.policy.cache_clear()
    assert settings.load() == Settings(difficulty="brutal", captions=False)


def test_choosing_the_built_in_default_against_the_policy_s_is_a_choice(home: Path, write: Write) -> None:
    write("[default]\nscale = 150\n")
    settings.save(settings.replace(settings.load(), scale=100))
    assert where_from("scale") == (100, "user", False)


def test_a_file_of_an_earlier_release_chose_only_what_differs_from_the_defaults(home: Path, write: Write) -> None:
    own(home, scale=100, pauses="lively", captions=True)
    write('[default]\nscale = 150\npauses = "patient"\n')
    assert (where_from("scale"), where_from("pauses")) == ((150, "policy", False), ("lively", "user", False))


def test_a_locked_setting_is_not_changed_by_asking(home: Path, write: Write) -> None:
    write(SIGNED + '[locked]\ndifficulty = "supportive"\n')
    with pytest.raises(UserError) as refused:
        settings.replace(settings.load(), difficulty="brutal")
    assert refused.value.message == "“Difficulty” is locked on this computer."
    assert refused.value.fix == f"This was set by {WHO}: ask them if you need it."
    settings.save(Settings(difficulty="brutal"))
    assert written(home) == {"format": 2}
    assert settings.load().difficulty == "supportive"
    assert settings.enforced(Settings(difficulty="brutal")).difficulty == "supportive"
    assert settings.replace(settings.load(), difficulty="supportive").difficulty == "supportive"


def test_the_environment_moves_neither_the_policy_nor_a_lock(
    home: Path, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("[locked]\nscale = 150\n")
    for name in ("HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "ProgramData", "STEADYHAND_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    assert settings.load().scale == 150
    start.apply_scale(settings.load().scale)
    assert os.environ["QT_SCALE_FACTOR"] == "1.5"


def test_a_free_size_leaves_qt_s_variable_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "1.25")
    start.apply_scale(150)
    assert os.environ["QT_SCALE_FACTOR"] == "1.25"


@pytest.mark.skipif(sys.platform != "linux", reason="the place of another system")
def test_the_place_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/tmp")
    assert policyfile.place() == Path("/etc/steadyhand/policy.toml")


@pytest.mark.parametrize("section", ["default", "locked"])
def test_nobody_switches_on_that_another_s_voice_is_kept(home: Path, write: Write, section: str) -> None:
    write(f"[{section}]\nkeep_audio = true\n")
    assert settings.load().keep_audio is False
    assert "no policy may set this" in settings.policy().problems[0]


def test_every_setting_can_be_locked_and_only_real_ones(home: Path, write: Write) -> None:
    values = {name: getattr(Settings(), name) for name in Settings.__struct_fields__}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    write("[locked]\n" + "\n".join(lines))
    assert settings.policy().locked == values
    assert settings.policy().problems == ()


# --- files that nobody should believe


@pytest.mark.parametrize(
    "text",
    [b"[locked", b"\xff\xfe[", b"a = " + b"[" * 20_000, b"a = " + b"9" * 6_000, b"x = 1\n" * 20_000, b"a\0b = 1"],
)
def test_an_unreadable_text_holds_what_protects_and_says_so(home: Path, write: Write, text: bytes) -> None:
    own(home, format=2, keep_audio=True, pauses="lively")
    write(text)
    policy = settings.policy()
    assert (policy.readable, policy.rules, dict(policy.locked)) == (False, UNREADABLE, {"keep_audio": False})
    assert settings.load() == Settings(pauses="lively")
    message, meaning = policy.trouble
    assert message.startswith(f"The policy file {policy.path} can't be ")
    assert "your voice is not kept" in meaning
    assert policy.path.name in policy.reason
    with pytest.raises(UserError, match="can't be used; ask"):
        policy.require("exports")


def test_a_wrong_entry_takes_no_other_down(home: Path, write: Write) -> None:
    write(
        'set_by = 7\nfuture = 1\nrules = 3\n[default]\nscale = "huge"\npauses = "patient"\n'
        '[locked]\ncaptions = "off"\nbarge_in = false\nno_such = 1\nengine_window_s = nan\n'
    )
    policy = settings.policy()
    assert dict(policy.locked) == {"captions": True, "barge_in": False, "engine_window_s": 300.0}
    assert dict(policy.defaults) == {"pauses": "patient"}
    assert policy.who == "the administrator of this computer"
    assert sorted(one.split(" ")[0] for one in policy.problems) == [
        "default.scale", "future", "locked.captions", "locked.engine_window_s", "locked.no_such", "rules",
        "set_by",
    ]  # fmt: skip
    assert policy.trouble[0].endswith("has 7 mistakes.")
    assert 'locked.captions = "off": it must be true or false; it is locked as true.' in policy.problems


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('[default]\npauses = "patiently"', 'it must be one of "lively", "natural", "patient", "push_to_talk".'),
        ("[default]\nscale = 250", "it must be a whole number from 100 to 200."),
        ("[default]\nvoice = 3", "it must be a text in quotes."),
        ("[locked]\nengine_window_s = 0", "it must be a number of at least 1; it is locked as 300.0."),
        ('[rules]\nexports = "no"', "it must be true or false; it is taken as false."),
        ('contct = "me"', "and is left out. Did you mean contact?"),
        ("[rules]\nexport = false", "and is left out. Did you mean exports?"),
        ("[default]\ncaption = true", "and is left out. Did you mean captions?"),
        ("zzz = 1", "zzz is not known to this release, and is left out."),
    ],
)
def test_a_problem_says_what_is_allowed(home: Path, write: Write, written: str, told: str) -> None:
    write(written)
    (problem,) = settings.policy().problems
    assert problem.endswith(told)


def test_a_rule_with_a_wrong_value_is_closed(home: Path, write: Write) -> None:
    write('[rules]\nexports = "no"\nfetch_models = "sometimes"\nmodel_mirror = "models"\nno_such = true\n')
    rules = settings.policy().rules
    assert rules == Rules(fetch_models="never", exports=False)
    assert len(settings.policy().problems) == 4


def test_a_mirror_alone_without_a_mirror_fetches_nothing(home: Path, write: Write) -> None:
    write('[rules]\nfetch_models = "mirror"\n')
    assert settings.policy().rules.fetch_models == "never"
    assert len(settings.policy().problems) == 1


def test_who_set_it_is_one_plain_short_line(home: Path, write: Write) -> None:
    write(f'set_by = "A\\nB\\u202e<b>C</b>{"x" * 300}"\n')
    assert settings.policy().who.startswith("A B <b>C</b>xxx")
    assert len(settings.policy().who) == 80


@posix
def test_a_file_that_others_can_write_is_not_used(home: Path, write: Write) -> None:
    for mode in (0o664, 0o646):
        write("[locked]\ncaptions = false\n").chmod(mode)
        settings.policy.cache_clear()
        assert not settings.policy().readable
        assert settings.load().captions is True
        assert "chmod go-w" in settings.policy().fix


@posix
def test_a_file_of_another_owner_or_in_a_folder_of_one_is_not_used(home: Path, write: Write) -> None:
    path = write("[locked]\ncaptions = false\n")
    assert settings.read_policy(path, owner=os.getuid()).readable
    assert not settings.read_policy(path, owner=os.getuid() + 1).readable
    assert settings.read_policy(path, owner=None).readable
    path.parent.chmod(0o777)
    assert not settings.read_policy(path, owner=os.getuid()).readable


@posix
def test_a_link_a_folder_and_a_pipe_are_not_followed(home: Path, write: Write) -> None:
    path = write("[locked]\ncaptions = false\n")
    path.rename(path.with_name("real.toml"))
    for target in ("real.toml", "gone.toml"):
        path.symlink_to(target)
        told = settings.read_policy(path, owner=os.getuid())
        assert (told.readable, "it is a link" in told.problems[0]) == (False, True)
        path.unlink()
    os.mkfifo(path)
    assert "no plain file" in settings.read_policy(path, owner=os.getuid()).problems[0]
    path.unlink()
    path.mkdir()
    assert not settings.read_policy(path, owner=os.getuid()).readable


@posix
def test_a_file_that_users_can_not_read_is_told(home: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("")

    def refuse(*_arguments: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("desktop.policyfile.os.open", refuse)
    told = settings.policy()
    assert (told.readable, told.fix) == (False, "Make it readable for everybody (mode 644, its folder 755).")


def test_no_file_is_no_policy(home: Path) -> None:
    assert settings.policy() == Policy(policyfile.place())
    assert settings.policy().trouble == ("", "")


@given(st.binary(max_size=400) | st.text(alphabet='[]lockedrules="\n1ftamseu.{}', max_size=200).map(str.encode))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text)
    policy = settings.read_policy(path, owner=None)
    assert policy.there
    assert policy.summary
    msgspec.structs.replace(Settings(), **policy.locked)


# --- rules, where the work is done


def closed(write: Write, *rules: str) -> None:
    write(SIGNED + "[rules]\n" + "".join(f"{rule} = {json.dumps(getattr(CLOSED, rule))}\n" for rule in rules))


def refused(act: Callable[[], object], what: str) -> None:
    with pytest.raises(UserError) as wrong:
        act()
    assert wrong.value.message == f"{what} is switched off on this computer."
    assert WHO in wrong.value.fix


def test_packs_of_one_s_own_are_neither_installed_nor_used(home: Path, write: Write, tmp_path: Path) -> None:
    new_pack(tmp_path / "mine")
    install_pack(tmp_path / "mine")
    assert [pack.origin for pack in available_packs().packs].count("installed") == 1
    closed(write, "own_packs")
    what = "Using scenario packs that do not come with Steadyhand"
    assert {pack.origin for pack in available_packs().packs} == {"builtin"}
    refused(lambda: install_pack(tmp_path / "mine"), what)
    refused(lambda: load_scenario(tmp_path / "mine"), what)
    refused(lambda: load_scenario(next((tmp_path / "mine" / "scenarios").iterdir())), what)
    assert load_scenario("eleven-pm").id == "eleven-pm"


def test_no_reading_in_the_user_s_cache_stands_for_a_pack_then(home: Path, write: Write) -> None:
    content = (paths.shipped("scenarios") / "eleven-pm" / "pack.toml").read_bytes()
    genuine = next(pack for pack in available_packs().packs if pack.id == "eleven-pm")
    told = readings.kept(content, PackFile)
    assert told is not None
    readings.keep(content, msgspec.structs.replace(told, title="Forged"))
    assert "Forged" in {pack.title for pack in available_packs().packs}, "the cache is what is read"
    closed(write, "own_packs")
    assert genuine.title in {pack.title for pack in available_packs().packs}


def test_nothing_is_exported_or_shared(home: Path, write: Write, tmp_path: Path) -> None:
    closed(write, "exports", "sharing")
    store = Store.open(tmp_path / "s.db", from_passphrase("x"))
    try:
        refused(lambda: exporting.export_everything(store, {}, tmp_path / "all.zip"), "Exporting calls")
    finally:
        store.close()
    nothing: object = None
    refused(lambda: exports.write(tmp_path / "a.html", nothing, nothing), "Exporting calls")  # type: ignore[arg-type]
    refused(lambda: sharing.sealed_review(nothing, nothing, nothing, None, "words"), "Sharing calls")  # type: ignore[arg-type]
    assert not list(tmp_path.glob("a*"))


def gguf(path: Path) -> Path:
    path.write_bytes(b"GGUF" + (3).to_bytes(4, "little") + (1).to_bytes(8, "little") * 2)
    return path


def catalog(tmp_path: Path) -> Catalog:
    shipped = Catalog.load()
    return Catalog(shipped.models(), shipped._shipped, tmp_path / "store")


def test_models_from_outside_are_neither_taken_in_nor_used(home: Path, write: Write, tmp_path: Path) -> None:
    here = catalog(tmp_path)
    (taken,) = here.import_path(gguf(tmp_path / "mine.gguf"))
    assert [model.id for model in here.installed_models("persona")] == [taken]
    closed(write, "models_outside_catalog")
    assert here.installed_models("persona") == ()
    assert here.usable_models("persona") == ()
    refused(lambda: here.import_path(gguf(tmp_path / "other.gguf")), "Using models that are not in the catalog")
    refused(lambda: chosen_model(here, taken), "Using models that are not in the catalog")
    here.purge(taken)
    assert taken not in {model.id for model in here.models()}


def test_a_locked_model_is_the_only_one_that_can_be_asked_for(home: Path, write: Write, tmp_path: Path) -> None:
    here = catalog(tmp_path)
    (taken,) = here.import_path(gguf(tmp_path / "mine.gguf"))
    write('[locked]\npersona_model = "another"\n')
    with pytest.raises(UserError, match="“Answers” is locked"):
        chosen_model(here, taken)
    write(f'[locked]\npersona_model = "{taken}"\n')
    assert chosen_model(here, taken) == here.get(taken)


def test_a_persona_talks_at_the_difficulty_that_is_locked(
    home: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "script.txt").write_text("How did this pass staging?\n")
    talk = ["persona", "talk", "--scenario", "eleven-pm", "--script", str(tmp_path / "script.txt")]
    talk += ["--model", "none", "--json"]

    def state() -> object:
        return json.loads(capsys.readouterr().out.splitlines()[-1])["state"]

    assert main([*talk, "--difficulty", "supportive"]) == 0
    easier = state()
    assert main(talk) == 0
    assert state() != easier
    write(SIGNED + '[locked]\ndifficulty = "supportive"\n')
    assert main(talk) == 0
    assert state() == easier
    assert main([*talk, "--difficulty", "brutal"]) == 1
    assert "“Difficulty” is locked on this computer." in capsys.readouterr().err


def test_fetching_never_leaves_what_is_shipped(home: Path, write: Write, tmp_path: Path) -> None:
    closed(write, "fetch_models")
    here = catalog(tmp_path)
    remote = next(model for model in here.models() if not any(one.shipped for one in model.sources))
    refused(lambda: here.fetch(remote.id), "Fetching models")
    assert not (tmp_path / "store" / remote.id).exists()
    assert here.fetch("vosk-en-starter").is_dir()


def test_nobody_is_sent_to_fetch_what_may_not_be_fetched(home: Path, write: Write, tmp_path: Path) -> None:
    here = catalog(tmp_path)
    lacks = plan_crew(here, Settings(), VoiceWish()).notices
    assert lacks
    assert {one.place for one in lacks} == {"models"}
    closed(write, "fetch_models")
    told = plan_crew(here, Settings(), VoiceWish()).notices
    assert [one.message for one in told] == [one.message for one in lacks]
    assert {(one.fix, one.place) for one in told} == {
        (f"Fetching models is switched off on this computer: ask {WHO}.", "")
    }


def message(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as wrong:
        act()
    return str(wrong.value)


def fixes(here: Catalog, folder: Path) -> list[str]:
    """What is said in every part where a model is missing or damaged."""
    voice = next(one for one in here.models("voice"))
    absent = VoiceOption(voice.id, "", voice.adapter, "")
    findings = [parts.check_set(here), parts.check_engine(here, voice)]
    assert not any(one.ok for one in findings)
    (folder / "model.gguf").write_bytes(b"GGUF, not")
    return [
        *(one.fix for one in findings),
        message(lambda: check_gguf(folder / "model.gguf")),
        message(lambda: onnx.model_file({"model_dir": str(folder)}, "none.onnx")),
        str(files.unreadable(folder / "none", "ear")),
        message(lambda: Hiring(here, Settings(), lambda _event: None).extra_voice(absent)),
        message(lambda: executive.executive_voice(here, SYSTEM_VOICE)),
        message(lambda: chosen_model(here, next(one.id for one in here.models("persona")))),
        message(lambda: here.verify(voice.id)),
    ]


def test_no_part_says_how_to_fetch_what_may_not_be_fetched(home: Path, write: Write, tmp_path: Path) -> None:
    here = catalog(tmp_path)
    assert [one for one in fixes(here, tmp_path) if "models fetch" not in one] == []
    closed(write, "fetch_models")
    for one in fixes(here, tmp_path):
        assert "models fetch" not in one
        assert f"Fetching models is switched off on this computer: ask {WHO}." in one


def test_only_the_mirror_is_asked_where_a_policy_says_so(home: Path, write: Write, tmp_path: Path) -> None:
    write(SIGNED + '[rules]\nfetch_models = "mirror"\nmodel_mirror = "https://models.example.com/s"\n')
    here = catalog(tmp_path)
    model = next(model for model in here.models() if model.sources and not model.archive)
    with here.fetching() as fetcher:
        urls = [source.url for source in fetcher.sources(model) if not source.shipped]
        assert urls == [f"https://models.example.com/s/{model.id}"]
        assert fetcher.without_mirror().sources(model) == model.sources  # a file at hand is no fetch
    with pytest.raises(UserError, match="locked on this computer"), here.fetching("file:///mine"):
        pass
    write('[rules]\nmodel_mirror = "https://models.example.com/s"\n')
    with here.fetching() as fetcher:
        assert fetcher.sources(model)[1:] == model.sources


def test_a_call_never_keeps_a_voice_against_a_lock(home: Path, write: Write) -> None:
    scenario: Scenario = load_scenario("eleven-pm")
    options = compose.CallOptions(keep_audio=True)
    assert compose._start("s", scenario, options).keep_audio
    write("[locked]\nkeep_audio = false\n")
    assert not compose._start("s", scenario, options).keep_audio
    assert compose._start("s", scenario, replace(options, example=True)).keep_audio


# --- doctor


def test_doctor_tells_of_the_policy(home: Path, write: Write) -> None:
    assert machine.check_policy().detail == f"none ({policyfile.place()})"
    path = write(
        SIGNED + "[default]\nscale = 150\n[locked]\ncaptions = true\nbarge_in = true\n[rules]\nexports = false\n"
    )
    told = machine.check_policy()
    assert told.ok
    assert told.detail == f"{path}, set by {WHO}: 2 settings locked, 1 default set, 1 rule"
    write("[locked]\nno_such = 1\n")
    told = machine.check_policy()
    assert (told.ok, told.fix) == (False, "Mend the file.")
    assert "locked.no_such is not known to this release" in told.detail
    write("[locked")
    told = machine.check_policy()
    assert not told.ok
    assert told.detail.startswith(f"The policy file {path} can't be read")


def test_the_policy_is_a_row_of_doctor_and_of_the_support_file(home: Path, write: Write) -> None:
    (row,) = (probe for probe in doctor.probes(Catalog.load()) if probe.name == "policy")
    assert not row.required
    assert row.name in clinic._QUICK
    path = write(SIGNED + "[locked]\ncaptions = true\n")
    text = support_text([doctor.run_probe(row)], [], [], "", [], Owner("/home/anna", "anna"))
    assert f"ok  policy: {path}, set by {WHO}: 1 setting locked" in text


# --- what is shipped for administrators

ROOT = Path(__file__).resolve().parent.parent


def test_the_shipped_policy_is_right_and_closes_every_rule(home: Path) -> None:
    policy = settings.read_policy(ROOT / "packaging/policy/policy.toml", owner=None)
    assert (policy.problems, policy.rules, policy.who) == ((), CLOSED, WHO)
    assert policy.ruled == set(Rules.__struct_fields__) - {"model_mirror"}


def test_the_example_in_the_documentation_is_right(home: Path, tmp_path: Path) -> None:
    text = (ROOT / "docs/administration.md").read_text(encoding="utf-8")
    (tmp_path / "example.toml").write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    policy = settings.read_policy(tmp_path / "example.toml", owner=None)
    assert (policy.problems, policy.ruled) == ((), set(Rules.__struct_fields__))
    for rule in Rules.__struct_fields__:
        assert f"| `{rule}` |" in text
