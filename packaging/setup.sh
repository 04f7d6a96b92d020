# shellcheck shell=sh
# Set-up: system libraries, a virtual environment, packages, wheels of what ships as source. Read by ./run when its
# stamp does not hold, and for ./run lock.

# The places that ./run sets.
: "${root:?}" "${system:?}" "${venv:?}" "${stamp:?}" "${cache:?}" "${machine_cache:?}"
: "${log:?}" "${scratch:?}" "${step_log:?}"

# Flags for llama.cpp: a wheel built for one processor's instructions crashes on another's.
LLAMA_CMAKE_ARGS="-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF"
# Ships as source only: built here once, kept as wheels outside the repository.
SOURCE_ONLY="llama-cpp-python srt"
LOCK_TOOL="uv==0.13.9"
DISK_NEEDED_MB=2500

# --- long work, shown and logged --------------------------------------------------------------------------

ticking=''

stop_ticking() {
    # A gentler signal can be lost while the ticker's shell is still starting.
    [ -z "$ticking" ] || { kill -KILL "$ticking"; wait "$ticking"; } 2>/dev/null || :
    ticking=''
}

# What the log says about how far the work is.
progress() {
    case $1 in
        build) tail -c 8000 "$step_log" | grep -o '\[[0-9]*/[0-9]*\]' | tail -n 1 | grep . && return ;;
    esac
    echo "working"
}

tick() { # label, kind
    seconds=0 pause=5
    [ -t 2 ] || pause=15
    # The sleep outlives a stopped ticker, so it must not hold the terminal or a pipe open.
    while sleep "$pause" >/dev/null 2>&1 && kill -0 "$$" 2>/dev/null; do
        seconds=$((seconds + pause))
        say "  $1: $seconds s, $(progress "$2" 2>/dev/null)"
    done
}

# Runs a command with its output in the log and a line on stderr every few seconds.
watched() { # label, kind, command...
    label=$1 kind=$2
    shift 2
    say "$label ..."
    : >"$step_log"
    tick "$label" "$kind" </dev/null >/dev/null &
    ticking=$!
    status=0
    "$@" >"$step_log" 2>&1 </dev/null || status=$?
    stop_ticking
    { printf '== %s (status %s)\n' "$label" "$status"; cat "$step_log"; } >>"$log"
    return "$status"
}

# The end of a failed step, and one sentence about what to do.
give_up() { # sentence
    tail -n 15 "$step_log" | sed 's/^/    /' >&2
    if grep -q 'No space left on device' "$step_log"; then
        fail "the disk is full. Free about $DISK_NEEDED_MB MB and run ./run again: it goes on from here."
    fi
    fail "$1 The whole log: $log"
}

NETWORK_TROUBLE='connection broken|connection reset|connection refused|timed out|name resolution|IncompleteRead'
NETWORK_TROUBLE="$NETWORK_TROUBLE|network is unreachable|Max retries|HTTP error 5|ConnectionError|SSLError"

# Like `watched`, for pip: tries again when the network was the trouble, then says so in one sentence.
watched_pip() { # label, kind, command...
    for pause in 3 10 0; do
        watched "$@" && return 0
        grep -Eqi "$NETWORK_TROUBLE" "$step_log" || give_up "$1 failed."
        [ "$pause" = 0 ] || { say "the network failed; trying again in $pause s"; sleep "$pause"; }
    done
    give_up "the package index can't be reached. Run ./run again when the network is back: what was downloaded is kept."
}

# --- Python -----------------------------------------------------------------------------------------------

# Prints: version, whether it serves, whether it can make environments, its real path. Any Python 3 can run it.
PROBE='
import os, sys, sysconfig
serves = (3, 11) <= sys.version_info[:2] < (3, 14) and sys.maxsize > 2**32
if sysconfig.get_config_var("Py_GIL_DISABLED"):
    serves = False
try:
    import ensurepip, venv
    complete = True
except ImportError:
    complete = False
base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
print("%d.%d %s %s %s" % (sys.version_info[0], sys.version_info[1], serves, complete, base))
'

python_candidates() {
    if [ -n "${STEADYHAND_PYTHON:-}" ]; then
        printf '%s\n' "$STEADYHAND_PYTHON"
        return
    fi
    printf '%s\n' python3 python3.13 python3.12 python3.11
    for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[123].*/bin/python3; do
        [ ! -x "$found" ] || printf '%s\n' "$found"
    done
}

# Sets `python` to the first Python that serves, `python_version`, and `python_complete` (can make environments).
find_python() {
    python='' seen=''
    python_candidates >"$scratch/pythons"
    while read -r candidate; do
        answer=$("$candidate" -c "$PROBE" 2>/dev/null </dev/null) || continue
        read -r version serves complete path <<ANSWER
$answer
ANSWER
        seen="$seen $candidate is $version;"
        [ "$serves" = True ] || continue
        [ -z "$python" ] || [ "$complete" = True ] || continue
        python=$path python_version=$version python_complete=$complete
        [ "$complete" = False ] || break
    done <"$scratch/pythons"
    [ -n "$python" ] && return
    fail "Python 3.11, 3.12 or 3.13 (64-bit) is needed, and none was found (${seen:- no Python at all;}" \
        "looked at python3, python3.13, python3.12, python3.11 and pyenv's). Install one, or name it in STEADYHAND_PYTHON."
}

# --- system libraries -------------------------------------------------------------------------------------

# Prints the rows of the system package list as: what debian fedora need.
system_rows() { sed '/^#/d; /^ *$/d' "$root/packaging/linux/system-packages.txt"; }

# Prints the path of a library or a program, or fails.
locate() {
    case $1 in
        *.so.*) ;;
        *) command -v "$1" && return || return 1 ;;
    esac
    found=$(awk -v name="$1" '$1 == name { print $NF; exit }' "$scratch/ldconfig")
    if [ -n "$found" ] && [ -e "$found" ]; then printf '%s\n' "$found"; return; fi
    (IFS=:; for folder in ${LD_LIBRARY_PATH:-} /usr/local/lib /usr/lib64 /usr/lib; do
        if [ -e "$folder/$1" ]; then printf '%s\n' "$folder/$1"; exit 0; fi
    done; exit 1)
}

# Sorts the system list: `present` (paths, one a line), `missing_required`, `missing_wanted` (packages).
check_system() { # needs: a list of words of the last column
    present='' missing_required='' missing_wanted=''
    { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || :; } >"$scratch/ldconfig"
    system_rows >"$scratch/system"
    command -v apt-get >/dev/null 2>&1 && apt=yes || apt=''
    while read -r what debian fedora need; do
        case " $1 " in *" $need "*) ;; *) continue ;; esac
        if path=$(locate "$what"); then
            present="$present$path
"
            continue
        fi
        package=$debian
        [ -n "$apt" ] || package=$fedora
        case $need in
            wanted) missing_wanted="$missing_wanted $package" ;;
            *) missing_required="$missing_required $package" ;;
        esac
    done <"$scratch/system"
}

# The one line a person types to install packages.
install_line() {
    if command -v apt-get >/dev/null 2>&1; then printf 'sudo apt-get install -y %s' "$*"
    elif command -v dnf >/dev/null 2>&1; then printf 'sudo dnf install -y %s' "$*"
    else printf '(with your package manager; names as in Fedora) install %s' "$*"
    fi
}

# Installs Debian packages when that needs no question; false when it may not or can't.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as=''
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as='sudo -n'
    else return 1
    fi
    # shellcheck disable=SC2086
    watched "reading the list of system packages" apt $as apt-get update ||
        say "the list of system packages could not be read; going on with the one that is there"
    # shellcheck disable=SC2086
    watched "installing system packages: $*" apt \
        $as env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 \
        install -y --no-install-recommends "$@" || { tail -n 5 "$step_log" >&2; return 1; }
}

# Installs what is missing, or says what to type. Stops when something required stays missing, unless told not to.
ensure_system() { # needs, what to do without: stop or go on
    present=''
    if [ "$system" != Linux ] || [ -n "${STEADYHAND_SKIP_SYSTEM:-}" ]; then return 0; fi
    check_system "$1"
    [ -n "$missing_required$missing_wanted" ] || return 0
    # shellcheck disable=SC2086
    if apt_install $missing_required $missing_wanted; then
        check_system "$1"
    fi
    [ -z "$missing_wanted" ] || say "without$missing_wanted some things will not work; to install: $(install_line "$missing_wanted")"
    [ -n "$missing_required" ] || return 0
    say "system packages are missing:$missing_required. Type this once:"
    # shellcheck disable=SC2086
    say "    $(install_line $missing_required $missing_wanted)"
    [ "$2" = "go on" ] || exit 1
    system_incomplete=yes
}

install_test_programs() {
    start_work
    ensure_system tests stop
    end_work
}

# --- packages ---------------------------------------------------------------------------------------------

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }

check_disk() {
    free=$(df -Pk "$root" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "${free:-$DISK_NEEDED_MB}" -ge "$DISK_NEEDED_MB" ] ||
        fail "only $free MB are free where $venv goes; setting up needs about $DISK_NEEDED_MB MB. Free some and run ./run again."
}

# A virtual environment with pip. One whose installation was cut off is made anew: pip's own cache makes that quick.
ensure_venv() {
    venv_is_new=''
    if [ -x "$venv/bin/python" ] && [ ! -e "$venv/incomplete" ] && pip --version >/dev/null 2>&1; then return; fi
    check_disk
    find_python
    if [ "$python_complete" = False ]; then
        apt_install "python$python_version-venv" ||
            fail "Python $python_version can't make virtual environments. Type: $(install_line "python$python_version-venv")"
    fi
    { rm -rf "$venv" && mkdir -p "$venv"; } 2>/dev/null ||
        fail "$venv can't be written to. Name another place in STEADYHAND_VENV."
    venv_is_new=yes
    watched "making a virtual environment with Python $python_version" venv "$python" -m venv "$venv" ||
        give_up "The virtual environment could not be made."
}

# A file of the lock's entries for the named packages, or (with -v) for all others.
lock_entries() { # [-v] names...
    keep=1
    [ "$1" != -v ] || { keep=0; shift; }
    awk -v names=" $* " -v keep="$keep" '
        /^[A-Za-z0-9]/ { split($0, part, "=="); chosen = index(names, " " part[1] " ") > 0 }
        /^[A-Za-z0-9 ]/ && chosen == keep && !/^ *#/' "$root/requirements.lock"
}

install_locked() {
    # shellcheck disable=SC2086
    lock_entries -v $SOURCE_ONLY >"$scratch/requirements.txt"
    for site in "$venv"/lib/python3.*/site-packages; do :; done
    if [ -n "$venv_is_new" ] || ! install_downloaded "checking Python packages"; then
        download_packages
        install_downloaded "installing Python packages" || give_up "Installing the Python packages failed."
    fi
    for name in $SOURCE_ONLY; do
        install_built "$name"
    done
    printf '%s\n' "$root" >"$site/steadyhand.pth"
    rm -rf "$cache/build" "$cache/packages"
    rm -f "$venv/incomplete"
}

# Downloads in parts that are kept, so that a connection that breaks costs one part. (pip keeps a cache of its own,
# but only where the index allows it.)
download_packages() {
    awk -v stem="$scratch/part." '
        /^[A-Za-z0-9]/ && entries++ % 8 == 0 { part = stem sprintf("%02d", ++parts) }
        { print >part }' "$scratch/requirements.txt"
    for part in "$scratch"/part.*; do last=${part##*.}; done
    for part in "$scratch"/part.*; do
        watched_pip "downloading Python packages, part ${part##*.} of $last" download "$venv/bin/python" -m pip \
            --disable-pip-version-check --no-input --retries 4 download --no-deps --require-hashes \
            --only-binary :all: -d "$cache/packages" -r "$part"
    done
}

# Without the network: from what was downloaded, or nothing when everything is installed.
install_downloaded() { # label
    : >"$venv/incomplete"
    watched "$1" install "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --no-deps \
        --require-hashes --only-binary :all: --no-index --find-links "$cache/packages" -r "$scratch/requirements.txt"
}

# Installs a source-only package from a wheel that was built on this machine, building it when there is none.
install_built() {
    name=$1
    version=$(lock_entries "$name" | sed -n '1s/^[^=]*==\([^ ;]*\).*/\1/p')
    [ -n "$version" ] || return 0
    [ ! -d "$site/$(printf '%s' "$name" | tr - _)-$version.dist-info" ] || return 0
    id=$name-$version-$system-$(uname -m)-$(printf '%s' "$LLAMA_CMAKE_ARGS" | sha256 | cut -c 1-8)
    if find_wheel "$machine_cache/wheels/$id" trusted || find_wheel "$cache/wheels/$id" own; then
        say "$name: using the wheel that was built here before ($wheel)"
    else
        build_wheel
    fi
    watched "installing $name $version" install "$venv/bin/python" -m pip --disable-pip-version-check --no-input \
        install --no-deps --no-index --force-reinstall "$wheel" || give_up "Installing $name failed."
}

# Sets `wheel` to the one in a folder when it is whole. Of others' folders only those that nobody else may write.
find_wheel() { # folder, own or trusted
    [ -d "$1" ] || return 1
    if [ "$2" = trusted ] && [ -z "$(find "$1" -prune -user 0 ! -perm -020 ! -perm -002)" ]; then return 1; fi
    for wheel in "$1"/*.whl; do
        [ -r "$wheel.sha256" ] && [ "$(sha256 "$wheel")" = "$(cat "$wheel.sha256")" ] && return 0
    done
    return 1
}

ensure_compiler() {
    command -v c++ >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 || command -v clang++ >/dev/null 2>&1 && return
    apt_install g++ || fail "a C++ compiler is needed to build llama-cpp-python. Type: $(install_line g++)"
}

# Builds a wheel from the locked source and keeps it. The build folder stays until it is done, so a build that was
# cut off goes on where it was.
build_wheel() {
    work=$cache/build/$id
    tools=$cache/build/tools
    [ "$name" != llama-cpp-python ] || ensure_compiler
    mkdir -p "$work/wheel"
    lock_entries "$name" >"$work/requirement.txt"
    ensure_build_tools
    fetch_source
    [ "$name" != llama-cpp-python ] || say "building llama-cpp-python: once on this machine, 5 to 9 minutes on two cores"
    CMAKE_ARGS=$LLAMA_CMAKE_ARGS PATH=$tools/bin:$PATH watched "building $name $version" build \
        "$tools/bin/python" -m pip --disable-pip-version-check --no-input -v wheel --no-deps --no-index \
        --no-build-isolation --config-settings=build-dir="$work/objects" -w "$work/wheel" "$work/source" ||
        give_up "Building $name failed."
    keep_wheel "$cache/wheels/$id"
    [ "$(id -u)" != 0 ] || keep_wheel "$machine_cache/wheels/$id" 2>/dev/null || :
    find_wheel "$cache/wheels/$id" own
    rm -rf "$work"
}

ensure_build_tools() {
    tools_key=$(sha256 "$root/packaging/build-requirements.lock")
    [ ! -r "$tools/complete" ] || [ "$(cat "$tools/complete")" != "$tools_key" ] || return 0
    rm -rf "$tools"
    "$venv/bin/python" -m venv "$tools"
    watched_pip "installing build tools" tools "$tools/bin/python" -m pip --disable-pip-version-check --no-input \
        --retries 4 install --no-deps --require-hashes --only-binary :all: -r "$root/packaging/build-requirements.lock"
    printf '%s\n' "$tools_key" >"$tools/complete"
}

# Downloads and unpacks the source, its hash checked against the lock.
fetch_source() {
    [ ! -e "$work/source/pyproject.toml" ] && [ ! -e "$work/source/setup.py" ] || return 0
    watched_pip "downloading the source of $name $version" source "$tools/bin/python" -m pip \
        --disable-pip-version-check --no-input --retries 4 download --no-deps --no-build-isolation --require-hashes \
        --no-binary :all: -d "$work/download" -r "$work/requirement.txt"
    rm -rf "$work/unpacking"
    mkdir -p "$work/unpacking"
    tar -xzf "$work/download"/*.tar.gz -C "$work/unpacking" || fail "the source of $name could not be unpacked."
    mv "$work/unpacking"/* "$work/source"
}

# Puts the built wheel and its hash into a cache folder, in one step.
keep_wheel() { # folder
    mkdir -p "$(dirname "$1")" && rm -rf "$1.new" && mkdir "$1.new" || return 1
    cp "$work/wheel"/*.whl "$1.new/" || return 1
    for built in "$1.new"/*.whl; do
        sha256 "$built" >"$built.sha256"
    done
    rm -rf "$1" && mv "$1.new" "$1"
}

# --- set-up -----------------------------------------------------------------------------------------------

locked=''

# Files that only this process needs, and the trap that removes them.
start_work() {
    mkdir -p "$scratch" 2>/dev/null || fail "$cache can't be written to. Name another place in STEADYHAND_CACHE."
    trap end_work EXIT
    trap interrupted INT TERM HUP
}

end_work() {
    stop_ticking
    rm -rf "$scratch"
    [ -z "$locked" ] || rm -rf "$cache/setup.lock"
    locked=''
    trap - EXIT INT TERM HUP
}

interrupted() {
    say "stopped. Run ./run again: it goes on from here."
    exit 130
}

# One set-up at a time: they share wheels and a build folder.
take_lock() {
    lock=$cache/setup.lock waited=''
    until mkdir "$lock" 2>/dev/null; do
        holder=$(cat "$lock/pid" 2>/dev/null || :)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$lock"; continue; fi
        [ -n "$waited" ] || say "another ./run is setting up (process ${holder:-unknown}); waiting for it"
        waited=yes
        sleep 1
    done
    locked=yes
    printf '%s\n' "$$" >"$lock/pid"
}

set_up() { # what to do without a required system library: stop or go on
    start_work
    take_lock
    if [ -n "$waited" ] && is_set_up; then end_work; return; fi
    started=$(date +%s)
    : >"$log"
    system_incomplete=''
    ensure_system "required wanted" "$1"
    ensure_venv
    install_locked
    if [ -z "$system_incomplete" ]; then
        { setup_key; printf '%s' "$present"; } >"$stamp.new"
        mv "$stamp.new" "$stamp"
    fi
    say "set up in $(($(date +%s) - started)) s"
    end_work
}

# --- the lock ---------------------------------------------------------------------------------------------

make_lock() {
    start_work
    tool=$cache/lock-tool/$LOCK_TOOL
    if [ ! -x "$tool/bin/uv" ]; then
        find_python
        "$python" -m venv "$tool"
        watched_pip "installing $LOCK_TOOL" tools "$tool/bin/python" -m pip install "$LOCK_TOOL"
    fi
    cd "$root" || exit
    [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
    [ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"
    compile_lock "$tool" pyproject.toml requirements.lock --all-extras "$@"
    compile_lock "$tool" packaging/build-requirements.in packaging/build-requirements.lock "$@"
}

compile_lock() { # tool, input, output, options...
    tool=$1 input=$2 output=$3
    shift 3
    say "locking $input"
    "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "./run lock" "$@" "$input" -o "$output"
}
