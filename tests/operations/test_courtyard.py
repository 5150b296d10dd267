"""The shell script that everything begins with: what it brings, what it says when it cannot, as whom it hands over.

The machine around it is played by small programs put first on its PATH; the script is the real one. (The whole of it
on a really bare Debian is the campaign `bare`.)
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediation.core.settings import CHECKOUT

NOBODY = 65534

PYTHON = r"""#!/bin/sh
case "$1 $2" in
    "-VV ") echo "Python 3.11.2" ;;
    "-V ") echo "Python 3.9.2" ;;
    -c*) exit "${WRONG:-0}" ;;
    "-m venv") echo venv >>"$CALLS"; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
    "-m pip") echo "$*" | sed 's/.*:all: /pip /' >>"$CALLS"; [ "${DIE-}" ] && kill -9 $PPID
        [ -z "${PIP_SAYS-}" ] || { echo "$PIP_SAYS"; exit 1; } ;;
    "-m compileall") ;;
    *) echo "user $(id -u), folder $(pwd), home $HOME: $*" ;;
esac
"""
DPKG = r"""#!/bin/sh
for package; do case " ${LACKING-} " in *" $package "*) ;; *) printf '[%s=installed]' "$package" ;; esac; done
"""
APT = r"""#!/bin/sh
echo "apt-get $*" >>"$CALLS"
[ -z "${APT_SAYS-}" ] || { echo "$APT_SAYS"; exit 100; }
"""


class Machine:
    """A checkout with the real script and stand-ins for what it calls."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.stubs, self.calls_file = folder / "checkout", folder / "bin", folder / "calls"
        for path in (self.checkout, self.stubs):
            path.mkdir()
        shutil.copy(CHECKOUT / "courtyard", self.checkout)
        for name in ("requirements.txt", "requirements-dev.txt", "wsgi.py"):
            (self.checkout / name).write_text(f"# {name}\n")
        self.stub("python3", PYTHON)
        self.stub("dpkg-query", DPKG)
        self.stub("apt-get", APT)
        self.calls_file.touch()
        if os.geteuid() == 0:  # whoever owns the data runs the house, so no user need be made on this machine
            (self.checkout / "var").mkdir()
            os.chown(self.checkout / "var", NOBODY, -1)

    def stub(self, name: str, text: str) -> None:
        path = self.stubs / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        told = {
            "PATH": f"{self.stubs}:/usr/sbin:/usr/bin:/sbin:/bin",
            "COURTYARD_PYTHON": str(self.stubs / "python3"),
            "CALLS": str(self.calls_file),
            "SERVICE_RULE": str(self.calls_file.with_name("policy-rc.d")),
            **environment,
        }
        command = [str(self.checkout / "courtyard"), *arguments]
        return subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)

    def calls(self) -> list[str]:
        """What it called since this was last asked."""
        lines = self.calls_file.read_text().splitlines()
        self.calls_file.write_text("")
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Unlike `tmp_path`, a folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="courtyard-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    """The last line, which must be the only complaint, with an exit code that is not 0."""
    assert result.returncode not in (0, -signal.SIGKILL)
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()[-1]


def test_help_says_all_in_ten_lines(machine: Machine) -> None:
    result = machine.run("help")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 10
    assert max(map(len, lines)) <= 120
    for verb in ("up", "up --lan", "demo", "test", "doctor", "bench NAME", "campaign NAME", "lock"):
        assert any(line.startswith(f"./courtyard {verb}") for line in lines), verb
    assert machine.calls() == []


def test_an_unknown_command_shows_the_known_ones(machine: Machine) -> None:
    assert one_sentence(machine.run("upp")) == "courtyard: There is no command 'upp'."


def test_the_first_start_brings_all_and_the_second_nothing(machine: Machine) -> None:
    assert machine.run("up", "--lan").stdout.endswith("-m mediation.operations up --lan\n")
    assert machine.calls() == ["venv", f"pip -r {machine.checkout}/requirements.txt"]
    assert machine.run("up").returncode == 0
    assert machine.calls() == []


def test_the_tests_need_more_packages_and_start_in_the_same_environment(machine: Machine) -> None:
    machine.run("up")
    machine.calls()
    result = machine.run("test", "-k", "wall")
    assert result.stdout.endswith("-m mediation.operations test -k wall\n")
    both = f"-r {machine.checkout}/requirements.txt -r {machine.checkout}/requirements-dev.txt"
    assert machine.calls() == [f"pip {both}"]
    machine.run("up")
    machine.run("test")
    assert machine.calls() == []


def test_other_requirements_make_the_environment_again(machine: Machine) -> None:
    machine.run("up")
    machine.calls()
    (machine.checkout / "requirements.txt").write_text("# newer\n")
    machine.run("up")
    assert machine.calls()[0] == "venv"


@pytest.mark.parametrize("verb", ["up", "test"])
def test_an_environment_half_made_by_a_killed_start_is_made_again(machine: Machine, verb: str) -> None:
    assert machine.run(verb, DIE="yes").returncode == -signal.SIGKILL
    machine.calls()
    assert machine.run(verb).returncode == 0
    assert machine.calls()[0] == "venv"
    assert machine.run(verb).returncode == 0
    assert machine.calls() == []


def test_packages_half_added_for_the_tests_make_the_environment_again(machine: Machine) -> None:
    machine.run("up")
    machine.run("test", DIE="yes")
    machine.calls()
    assert machine.run("up").returncode == 0
    assert machine.calls()[0] == "venv"


def test_what_is_installed_is_not_started_by_the_system_now_or_at_its_next_start(machine: Machine) -> None:
    asks = 'if [ -e "$SERVICE_RULE" ]; then "$SERVICE_RULE"; echo "services: $?" >>"$CALLS"; fi\n'
    machine.stub("apt-get", APT + asks)
    machine.stub("deb-systemd-helper", '#!/bin/sh\necho "deb-systemd-helper $*" >>"$CALLS"\n')
    machine.run("test", LACKING="coturn")
    assert machine.calls()[:4] == [
        "apt-get -q update", "apt-get -q -y --no-install-recommends install coturn", "services: 101",
        "deb-systemd-helper disable coturn.service",
    ]  # fmt: skip
    assert not machine.calls_file.with_name("policy-rc.d").exists()


def test_missing_packages_are_named_with_their_reason_and_installed(machine: Machine) -> None:
    machine.stub("id", '#!/bin/sh\necho 0\n')
    machine.run("test", LACKING="chromium fonts-noto-cjk")
    install = "apt-get -q -y --no-install-recommends install fonts-noto-cjk chromium"
    assert machine.calls()[:2] == ["apt-get -q update", install]
    machine.stub("id", '#!/bin/sh\necho 1000\n')
    machine.stub("sudo", '#!/bin/sh\nexec "$@"\n')
    said = machine.run("up", LACKING="fonts-noto-cjk").stderr
    assert "needs the Debian package fonts-noto-cjk: Chinese and Korean letters in the papers" in said
    assert machine.calls()[1] == "apt-get -q -y --no-install-recommends install fonts-noto-cjk"


def test_no_right_to_install_is_one_sentence(machine: Machine) -> None:
    machine.stub("id", '#!/bin/sh\necho 1000\n')
    (machine.stubs / "dirname").symlink_to(shutil.which("dirname") or "")
    said = one_sentence(machine.run("up", LACKING="python3-venv", PATH=str(machine.stubs)))
    assert said.startswith("courtyard: No right to install: let an administrator run 'apt-get install")
    assert "python3-venv" in said
    assert machine.calls() == []


@pytest.mark.parametrize("found", ["Python 3.9.2", "none"])
def test_a_wrong_python_is_one_sentence(machine: Machine, found: str) -> None:
    where = machine.stubs / ("python3" if found != "none" else "no-such-python")
    said = one_sentence(machine.run("up", WRONG="1", COURTYARD_PYTHON=str(where)))
    assert said == f"courtyard: Wrong Python: Courtyard needs 3.11 or newer, as Debian 12 brings it, and found {found}."


@pytest.mark.parametrize(
    ("told", "beginning"),
    [
        ({"PIP_SAYS": "NewConnectionError('Failed to establish a new connection: refused')"}, "No network: "),
        ({"LACKING": "chromium", "APT_SAYS": "Temporary failure resolving 'deb.example'"}, "No network: "),
        ({"PIP_SAYS": "OSError: [Errno 28] No space left on device"}, "The disk is full: "),
        ({"LACKING": "chromium", "APT_SAYS": "E: You don't have enough free space"}, "The disk is full: "),
        ({"PIP_SAYS": "THESE PACKAGES DO NOT MATCH THE HASHES"}, "Installing Python packages failed: THESE PACKAGES"),
    ],
)
def test_what_hinders_installing_is_one_sentence(machine: Machine, told: dict[str, str], beginning: str) -> None:
    machine.stub("id", '#!/bin/sh\necho 0\n')
    assert one_sentence(machine.run("test", **told)).startswith(f"courtyard: {beginning}")


def test_a_full_disk_is_found_before_anything_is_installed(machine: Machine) -> None:
    machine.stub("df", "#!/bin/sh\necho Filesystem\necho /dev/vda 1000000 999000 1000 99% /\n")
    assert one_sentence(machine.run("up")).endswith("has 0 MB free and 900 MB are needed to install.")
    assert machine.calls() == []


def test_really_no_network_with_the_real_pip(machine: Machine) -> None:
    (machine.checkout / "requirements.txt").write_text("a2wsgi==1.10.10 --hash=sha256:" + 64 * "0" + "\n")
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
        "COURTYARD_PYTHON": "/usr/bin/python3",
    }
    assert one_sentence(machine.run("up", **nowhere)).startswith("courtyard: No network: ")


def test_root_hands_over_to_the_owner_of_the_data(open_folder: Path) -> None:
    machine = Machine(open_folder)
    expected = NOBODY if os.geteuid() == 0 else os.geteuid()
    result = machine.run("up")
    assert f"user {expected}, folder {machine.checkout}" in result.stdout, result.stderr


def test_from_a_folder_that_user_may_not_enter(open_folder: Path) -> None:
    closed = open_folder / "root"
    closed.mkdir(mode=0o700)
    (closed / "secret").touch()
    machine = Machine(closed)
    result = machine.run("up")
    if os.geteuid() != 0:
        assert f"user {os.geteuid()}, folder {machine.checkout}" in result.stdout
    elif subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        assert "may not enter" in one_sentence(result)
    else:
        assert f"user {NOBODY}, folder {machine.checkout}" in result.stdout, result.stderr
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (closed / "secret").exists()


def test_files_that_user_may_not_read_are_one_sentence(open_folder: Path) -> None:
    machine = Machine(open_folder)
    machine.run("up")
    machine.checkout.chmod(0o700)
    result = machine.run("up")
    if os.geteuid() == 0:
        assert f"may not read {machine.checkout}: run 'chmod -R a+rX" in one_sentence(result)
    else:
        assert result.returncode == 0
