"""The run script's own decisions, with a stand-in for Python and for the system's tools."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = (
    "sh awk sed grep cut cat tr head tail cp mv rm mkdir mktemp dirname basename readlink sleep date find df env "
    "sha256sum touch ls chmod id expr tar gzip true"
).split()

LOCK = """\
first==1.0 \\
    --hash=sha256:aa
    # via steadyhand
llama-cpp-python==0.9.9 ; sys_platform == 'linux' \\
    --hash=sha256:bb
second==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:cc
"""

# A Python that answers the probe, makes environments out of copies of itself, and writes down what it was asked.
STAND_IN = """\
#!/bin/sh
here=$0
case " $* " in
    *" -c "*)
        echo "${FAKE_VERSION:-3.12} ${FAKE_SERVES:-True} ${FAKE_COMPLETE:-True} $(command -v "$here")"
        exit 0 ;;
    *" -m venv "*)
        for folder; do :; done
        mkdir -p "$folder/bin" "$folder/lib/python3.12/site-packages"
        cp "$here" "$folder/bin/python"
        echo "venv" >>"$CALLS"; exit 0 ;;
    *" -m pip "*--version*) echo pip 99; exit 0 ;;
    *" -m pip "*" download "*)
        echo "download $*" >>"$CALLS"
        for file; do :; done
        cat "$file" >>"$CALLS.parts"
        [ -z "${DOWNLOAD_SAYS:-}" ] || echo "$DOWNLOAD_SAYS"
        exit "${DOWNLOAD_STATUS:-0}" ;;
    *" -m pip "*" install "*)
        echo "install $*" >>"$CALLS"
        for file; do :; done
        case $file in *requirements.txt) cp "$file" "$CALLS.requirements" ;; esac
        [ -z "${INSTALL_SAYS:-}" ] || echo "$INSTALL_SAYS"
        [ -z "${INSTALL_KILLS:-}" ] || kill -INT "$PPID"
        exit "${INSTALL_STATUS:-0}" ;;
    *" -m desktop models allowed "*) echo "${MODELS_ALLOWED:-anywhere}"; exit 0 ;;
    *" -m desktop models "*) echo "models $*" >>"$CALLS"; exit "${MODELS_STATUS:-0}" ;;
esac
for argument; do echo "arg:$argument"; done
echo "cwd:$(pwd)"
exit "${APP_STATUS:-0}"
"""


@dataclass
class Machine:
    """A checkout with the real scripts, on a machine whose tools are stand-ins."""

    folder: Path

    @property
    def checkout(self) -> Path:
        return self.folder / "a checkout"

    @property
    def venv(self) -> Path:
        return self.checkout / ".venv"

    @property
    def calls(self) -> str:
        written = self.folder / "calls"
        return written.read_text() if written.exists() else ""

    def count(self, kind: str) -> int:
        """How often the stand-in did something of a kind."""
        return sum(line.split()[0] == kind for line in self.calls.splitlines())

    def forget_calls(self) -> None:
        (self.folder / "calls").write_text("")

    def tool(self, name: str, script: str) -> None:
        path = self.folder / "bin" / name
        path.unlink(missing_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def without(self, name: str) -> None:
        (self.folder / "bin" / name).unlink()

    def list_libraries(self) -> None:
        """An ldconfig that knows the libraries there are when it is asked."""
        listing = f'for f in "{self.folder}"/lib/*; do echo "  ${{f##*/}} (libc6) => $f"; done'
        self.tool("ldconfig", f"#!/bin/sh\n{listing}\n")

    def run(
        self, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.checkout / "run"), *arguments],
            cwd=cwd or self.folder,
            env=self.environment(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        return {
            "PATH": str(self.folder / "bin"),
            "HOME": str(self.folder / "home"),
            "CALLS": str(self.folder / "calls"),
            "STEADYHAND_MACHINE_CACHE": str(self.folder / "machine"),
            **extra,
        }


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    for folder in ("bin", "lib", "home", "a checkout/packaging/linux", "a checkout/models"):
        (tmp_path / folder).mkdir(parents=True)
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"these tests need {tool}"
        (tmp_path / "bin" / tool).symlink_to(found)
    made.tool("uname", '#!/bin/sh\nif [ "$1" = -m ]; then echo x86_64; else echo Linux; fi\n')
    made.tool("apt-get", '#!/bin/sh\necho "apt $*" >>"$CALLS"\n')
    made.tool("id", "#!/bin/sh\necho 1000\n")
    made.tool("python3", STAND_IN)
    shutil.copy2(ROOT / "run", made.checkout)
    shutil.copy2(ROOT / "packaging/setup.sh", made.checkout / "packaging")
    made.checkout.joinpath("packaging/build-requirements.lock").write_text("")
    made.checkout.joinpath("packaging/linux/system-packages.txt").write_text(
        "# what debian fedora need\n\n"
        "libportaudio.so.2  libportaudio2  portaudio  required\n"
        "libnice.so.1       libnice1       nice       wanted\n"
    )
    made.checkout.joinpath("requirements.lock").write_text(LOCK)
    made.checkout.joinpath("models/catalog.toml").write_text("version = 1\n")
    for soname in ("libportaudio.so.2", "libnice.so.1"):
        (tmp_path / "lib" / soname).write_text("")
    made.list_libraries()
    keep_wheel(made.folder / "home/.cache/steadyhand/wheels")
    return made


def keep_wheel(wheels: Path) -> Path:
    """A llama-cpp-python wheel as an earlier set-up would have left it."""
    flags = hashlib.sha256(b"-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF").hexdigest()[:8]
    folder = wheels / f"llama-cpp-python-0.9.9-Linux-x86_64-{flags}"
    folder.mkdir(parents=True)
    wheel = folder / "llama_cpp_python-0.9.9-py3-none-any.whl"
    wheel.write_bytes(b"built here")
    wheel.with_name(wheel.name + ".sha256").write_text(hashlib.sha256(b"built here").hexdigest() + "\n")
    return wheel


def test_first_use_sets_up_and_later_uses_do_not(machine: Machine) -> None:
    first = machine.run("--version")
    assert first.returncode == 0, first.stderr
    assert "arg:--version" in first.stdout
    assert "venv\n" in machine.calls
    assert "--require-hashes" in machine.calls
    machine.forget_calls()
    machine.without("python3")
    again = machine.run("--version")
    assert (again.returncode, again.stderr, machine.calls) == (0, "", "")


def test_locked_packages_go_to_pip_and_the_source_only_one_comes_from_the_kept_wheel(machine: Machine) -> None:
    done = machine.run("--version")
    asked = (machine.folder / "calls.requirements").read_text()
    assert "first==1.0" in asked
    assert "--hash=sha256:cc" in asked
    assert "llama" not in asked
    assert "sha256:bb" not in asked
    assert "llama_cpp_python-0.9.9-py3-none-any.whl" in machine.calls
    assert "using the wheel that was built here before" in done.stderr


def test_downloads_come_in_parts_that_together_are_the_whole_lock(machine: Machine) -> None:
    names = [f"package-{number:02}" for number in range(20)]
    entries = [f"{name}==1 \\\n    --hash=sha256:{name}\n    # via steadyhand\n" for name in names]
    (machine.checkout / "requirements.lock").write_text("".join(entries))
    done = machine.run("--version")
    assert done.returncode == 0, done.stderr
    assert machine.count("download") == 3
    assert "part 03 of 03" in done.stderr
    downloaded = (machine.folder / "calls.parts").read_text()
    assert downloaded == (machine.folder / "calls.requirements").read_text()
    assert re.findall(r"^(package-\d+)==1", downloaded, flags=re.MULTILINE) == names


def test_a_lock_with_something_new_downloads_it(machine: Machine) -> None:
    machine.run("--version")
    machine.forget_calls()
    with (machine.checkout / "requirements.lock").open("a") as file:
        file.write("third==3.0 \\\n    --hash=sha256:dd\n")
    done = machine.run("--version", INSTALL_STATUS="1", INSTALL_SAYS="No matching distribution found for third")
    assert machine.count("download") == 1
    assert done.returncode == 1
    assert "Installing the Python packages failed" in done.stderr


def test_a_kept_wheel_whose_bytes_changed_is_not_installed(machine: Machine) -> None:
    (wheel,) = (machine.folder / "home/.cache/steadyhand/wheels").rglob("*.whl")
    wheel.write_bytes(b"something else")
    done = machine.run("--version")
    assert done.returncode == 1
    assert "a C++ compiler is needed to build llama-cpp-python" in done.stderr
    assert ".whl" not in machine.calls


@pytest.mark.parametrize("loose", [0o775, 0o757])
def test_a_machine_wide_wheel_counts_only_when_nobody_else_may_write_it(machine: Machine, loose: int) -> None:
    shutil.rmtree(machine.folder / "home/.cache")
    folder = keep_wheel(machine.folder / "machine/wheels").parent
    folder.chmod(loose)
    assert "a C++ compiler is needed" in machine.run("--version").stderr
    folder.chmod(0o755)
    done = machine.run("--version")
    assert ("using the wheel" in done.stderr) == (os.getuid() == 0)


def test_arguments_reach_the_app_as_they_were_typed_from_where_they_were_typed(
    machine: Machine, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "some where"
    elsewhere.mkdir()
    done = machine.run("sessions", "show", "two words", "", "*", cwd=elsewhere)
    assert done.stdout.splitlines() == [
        *(f"arg:{argument}" for argument in ("-P", "-m", "desktop", "sessions", "show", "two words", "", "*")),
        f"cwd:{elsewhere}",
    ]


@pytest.mark.parametrize("status", [0, 1, 2, 130])
def test_the_app_s_exit_status_is_the_script_s(machine: Machine, status: int) -> None:
    assert machine.run("doctor", APP_STATUS=str(status)).returncode == status


def test_a_link_to_the_script_finds_its_checkout(machine: Machine) -> None:
    (machine.folder / "links").mkdir()
    link = machine.folder / "links" / "steadyhand"
    link.symlink_to("../a checkout/run")
    done = subprocess.run(
        [link, "--version"], env=machine.environment({}), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert machine.venv.is_dir()


@pytest.mark.parametrize("changed", ["requirements.lock", "packaging/linux/system-packages.txt"])
def test_a_changed_list_sets_up_again(machine: Machine, changed: str) -> None:
    machine.run("--version")
    machine.forget_calls()
    with (machine.checkout / changed).open("a") as file:
        file.write("# another line\n")
    machine.run("--version")
    assert machine.count("install") > 0
    assert machine.count("download") == 0, "what is installed already needs no network"


def test_a_library_that_went_away_is_noticed(machine: Machine) -> None:
    machine.run("--version")
    library = machine.folder / "lib/libportaudio.so.2"
    library.unlink()
    done = machine.run("demo")
    assert done.returncode == 1
    assert "system packages are missing: libportaudio2" in done.stderr


def missing_portaudio(machine: Machine) -> None:
    (machine.folder / "lib/libportaudio.so.2").unlink()


def test_a_missing_required_library_gives_the_line_to_type(machine: Machine) -> None:
    missing_portaudio(machine)
    done = machine.run("demo")
    assert done.returncode == 1
    assert "sudo apt-get install -y libportaudio2" in done.stderr
    assert machine.count("apt") == 0, "without the right to install it must not try"
    assert "arg:demo" not in done.stdout


def test_without_apt_the_package_has_the_other_name(machine: Machine) -> None:
    missing_portaudio(machine)
    machine.without("apt-get")
    machine.tool("dnf", "#!/bin/sh\n")
    assert "sudo dnf install -y portaudio" in machine.run("demo").stderr


def test_doctor_runs_without_a_required_library_and_set_up_is_not_called_complete(machine: Machine) -> None:
    missing_portaudio(machine)
    done = machine.run("doctor")
    assert "libportaudio2" in done.stderr
    assert "arg:doctor" in done.stdout
    assert machine.run("demo").returncode == 1


def test_a_missing_wanted_library_is_said_and_does_not_stop(machine: Machine) -> None:
    (machine.folder / "lib/libnice.so.1").unlink()
    done = machine.run("--version")
    assert done.returncode == 0
    assert "without libnice1 some things will not work" in done.stderr


def test_root_installs_what_is_missing(machine: Machine) -> None:
    missing_portaudio(machine)
    machine.tool("id", "#!/bin/sh\necho 0\n")
    library = machine.folder / "lib/libportaudio.so.2"
    machine.tool(
        "apt-get",
        f'#!/bin/sh\necho "apt $*" >>"$CALLS"\ncase "$*" in *install*) : >"{library}" ;; esac\n',
    )
    done = machine.run("--version")
    assert done.returncode == 0, done.stderr
    assert "apt update" in machine.calls
    assert "--no-install-recommends libportaudio2\n" in machine.calls


def test_no_python_is_one_sentence(machine: Machine) -> None:
    machine.without("python3")
    done = machine.run("--version")
    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 (64-bit) is needed" in done.stderr
    assert not machine.venv.exists()


def test_an_unknown_python_is_named(machine: Machine) -> None:
    done = machine.run("--version", FAKE_VERSION="3.9", FAKE_SERVES="False")
    assert done.returncode == 1
    assert "python3 is 3.9" in done.stderr


def test_a_later_python_that_serves_is_taken(machine: Machine) -> None:
    machine.tool("python3", '#!/bin/sh\necho "3.14 False True /nowhere"\n')
    machine.tool("python3.12", STAND_IN)
    done = machine.run("--version")
    assert done.returncode == 0
    assert "virtual environment with Python 3.12" in done.stderr


def test_a_python_without_venv_asks_for_its_package(machine: Machine) -> None:
    done = machine.run("--version", FAKE_COMPLETE="False")
    assert done.returncode == 1
    assert "sudo apt-get install -y python3.12-venv" in done.stderr


def test_pip_that_fails_leaves_no_stamp_and_the_next_use_goes_on(machine: Machine) -> None:
    done = machine.run("--version", DOWNLOAD_STATUS="1", DOWNLOAD_SAYS="THESE PACKAGES DO NOT MATCH THE HASHES")
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "setup.log" in done.stderr
    assert machine.count("download") == 1, "a wrong hash is no network trouble: no second try"
    assert machine.run("--version").returncode == 0


def test_a_full_disk_is_one_sentence(machine: Machine) -> None:
    done = machine.run(
        "--version", DOWNLOAD_STATUS="1", DOWNLOAD_SAYS="OSError: [Errno 28] No space left on device"
    )
    assert "the disk is full" in done.stderr


def test_too_little_room_is_said_before_anything_is_made(machine: Machine) -> None:
    machine.tool("df", "#!/bin/sh\necho head\necho disk 1 1 102400 1% /\n")
    done = machine.run("--version")
    assert done.returncode == 1
    assert "only 100 MB are free" in done.stderr
    assert machine.calls == ""


def test_a_network_that_fails_is_tried_three_times_and_then_one_sentence(machine: Machine) -> None:
    machine.tool("sleep", '#!/bin/sh\necho "slept $1" >>"$CALLS"\n')
    done = machine.run(
        "--version", DOWNLOAD_STATUS="1", DOWNLOAD_SAYS="Retrying after connection broken by ReadTimeout"
    )
    assert done.returncode == 1
    assert machine.count("download") == 3
    assert "Run ./run again when the network is back" in done.stderr


def test_a_stop_in_mid_installation_is_said_and_the_environment_is_made_anew(machine: Machine) -> None:
    stopped = machine.run("--version", INSTALL_KILLS="yes")
    assert stopped.returncode == 130
    assert "it goes on from here" in stopped.stderr
    machine.forget_calls()
    assert machine.run("--version").returncode == 0
    assert machine.calls.startswith("venv\n"), "what was half installed must not be built on"


def test_nothing_of_the_work_stays_behind(machine: Machine) -> None:
    machine.run("--version")
    left = {path.name for path in (machine.folder / "home/.cache/steadyhand").iterdir()}
    assert left == {"setup.log", "wheels"}


def test_a_lock_of_a_process_that_is_gone_does_not_hold(machine: Machine) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    lock = machine.folder / "home/.cache/steadyhand/setup.lock"
    lock.mkdir()
    (lock / "pid").write_text(f"{ended.pid}\n")
    assert machine.run("--version").returncode == 0
    assert not lock.exists()


def test_a_second_run_waits_for_the_first(machine: Machine) -> None:
    lock = machine.folder / "home/.cache/steadyhand/setup.lock"
    lock.mkdir()
    (lock / "pid").write_text(f"{os.getpid()}\n")
    waiting = subprocess.Popen(
        [str(machine.checkout / "run"), "--version"],
        env=machine.environment({}),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert waiting.stderr is not None
    with waiting, waiting.stderr:
        said = waiting.stderr.readline()
        waiting.send_signal(signal.SIGTERM)
        assert waiting.wait(timeout=30) == 130
    assert "another ./run is setting up" in said
    assert lock.exists(), "it is the first one's lock"


def test_models_are_fetched_once_and_again_when_the_catalog_changes(machine: Machine) -> None:
    machine.run("demo")
    assert machine.count("models") == 1
    assert "--default" in machine.calls
    assert "--light" not in machine.calls
    machine.run("demo")
    assert machine.count("models") == 1
    (machine.checkout / "models/catalog.toml").write_text("version = 2\n")
    machine.run("demo")
    assert machine.count("models") == 2


def test_the_small_set_stays_until_set_up_says_otherwise(machine: Machine) -> None:
    machine.run("--light", "demo")
    assert machine.calls.count("--light") == 1
    machine.run("demo")
    assert machine.count("models") == 1
    done = machine.run("setup")
    assert done.returncode == 0
    assert machine.count("models") == 2
    assert machine.calls.count("--light") == 1
    machine.run("--light", "demo")
    assert machine.count("models") == 2, "the large set holds the small one"


def test_models_that_could_not_be_fetched_stop_the_demo_with_their_status(machine: Machine) -> None:
    done = machine.run("demo", MODELS_STATUS="3")
    assert done.returncode == 3
    assert "what was downloaded is kept" in done.stderr
    assert "arg:demo" not in done.stdout
    assert "arg:demo" in machine.run("demo").stdout


def test_a_policy_that_forbids_fetching_stops_nothing_and_is_asked_again(machine: Machine) -> None:
    done = machine.run("demo", MODELS_STATUS="1", MODELS_ALLOWED="never")
    assert (done.returncode, "arg:demo" in done.stdout) == (0, True)
    assert "what was downloaded is kept" not in done.stderr
    machine.run("demo")
    assert machine.count("models") == 2


def test_where_models_must_not_be_fetched_none_are(machine: Machine) -> None:
    done = machine.run("demo", STEADYHAND_FETCH="never")
    assert "arg:demo" in done.stdout
    assert machine.count("models") == 0
    machine.run("demo")
    assert machine.count("models") == 1


@pytest.mark.parametrize(
    "verb", ["doctor", "sessions", "rubric", "dmeo", "--version", "--help", "-h", "demo --help"]
)
def test_what_needs_no_models_fetches_none(machine: Machine, verb: str) -> None:
    assert machine.run(*verb.split()).returncode == 0
    assert machine.count("models") == 0


@pytest.mark.parametrize("arguments", [(), ("app",)])
def test_without_a_display_the_app_points_to_the_demo(machine: Machine, arguments: tuple[str, ...]) -> None:
    done = machine.run(*arguments)
    assert done.returncode == 1
    assert "no display" in done.stderr
    assert "./run demo" in done.stderr
    assert machine.count("models") == 1, "set-up is complete all the same"
    assert machine.run(*arguments, WAYLAND_DISPLAY="wayland-0").returncode == 0


def test_help_needs_nothing(machine: Machine) -> None:
    done = machine.run("help")
    assert done.returncode == 0
    assert "./run demo" in done.stdout
    assert machine.calls == ""


def test_tests_run_in_the_checkout_with_their_options(machine: Machine) -> None:
    for program in ("pulseaudio", "pactl", "Xvfb"):
        machine.tool(program, "#!/bin/sh\n")
    done = machine.run("test", "-k", "two words")
    assert done.stdout.splitlines() == [
        "arg:-m",
        "arg:pytest",
        "arg:-k",
        "arg:two words",
        f"cwd:{machine.checkout}",
    ]
