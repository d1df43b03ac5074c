#!/usr/bin/env python3
"""Set up and run Legato's workshop: one file, standard library only; `make` calls it.

python3 dev.py setup            make .venv from the hash-locked list (idle when nothing changed)
python3 dev.py python ARGS...   run the Python of .venv
python3 dev.py legato ARGS...   run the legato command
python3 dev.py test ARGS...     run the tests
python3 dev.py lock             write the three lock files anew from pyproject.toml
python3 dev.py wheel            build wheel and sdist, install the wheel in an empty environment, run the demo

Reads no configuration of its own: whatever package index pip or uv is set to use is used, and every file that
comes from it must have a hash that stands in the lock.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
CORE_LOCK = ROOT / "requirements-core.lock"
UV_LOCK = ROOT / "bootstrap.lock"
OLDEST, NEWEST = (3, 11), (3, 13)


def bin_of(environment, name):
    """Give the path of a program in a virtual environment on this system."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return environment / folder / (name + (".exe" if os.name == "nt" else ""))


def run(*command, **options):
    """Show and run a command; stop with its exit code if it fails."""
    words = [str(word) for word in command]
    print("+", *words, flush=True)
    done = subprocess.run(words, **options)
    if done.returncode:
        sys.exit(done.returncode)


def succeeds(*command, **options):
    """Run a command and tell whether it succeeded; its talk is shown only when it did not."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,  # noqa: UP021 - Python 3.6 must get as far as our message
        **options,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr, flush=True)
    return done.returncode == 0


def refuse(what, mend):
    """Say what is missing and how to mend it, and stop."""
    sys.exit(f"dev.py: {what}\n  mend    {mend}")


def require_supported_python():
    """Go on under a Python that Legato supports, or say which one to install."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and succeeds(other, "-c", "import ssl"):
            os.execv(other, [other, str(ROOT / "dev.py"), *sys.argv[1:]])
    refuse(
        "Python 3.11, 3.12 or 3.13 is needed; python3 here is {}.{}".format(*sys.version_info[:2]),
        "Debian or Ubuntu: sudo apt install python3.11 python3.11-venv    macOS: brew install python@3.12"
        "    anywhere: the installer from python.org; then run the same command again",
    )


def make_plain_environment(folder):
    """Make a virtual environment with pip; on Debian as root, install what Debian leaves out of Python."""
    shutil.rmtree(folder, ignore_errors=True)
    has_parts = succeeds(sys.executable, "-c", "import venv, ensurepip")
    if has_parts and succeeds(sys.executable, "-m", "venv", folder):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        run("apt-get", "update", "-qq", env=quiet)
        if not succeeds("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, env=quiet):
            run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv", env=quiet)
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", folder)
        return
    refuse(
        "this Python cannot make virtual environments (Debian keeps that part in a package of its own)",
        f"sudo apt install {package}    or install uv, then run the same command again",
    )


def find_uv():
    """Give the path of uv: the one installed, or the pinned one under .uv; None if it cannot be had."""
    installed = shutil.which("uv")
    if installed:
        return installed
    home = ROOT / ".uv"
    pinned, stamp = bin_of(home, "uv"), home / ".lock-hash"
    if pinned.exists() and stamp.exists() and stamp.read_text() == digest(UV_LOCK):
        return pinned
    make_plain_environment(home)
    pip = [bin_of(home, "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if not succeeds(*pip, "--require-hashes", "-r", UV_LOCK):
        print("dev.py: no uv for this system; going on with plain pip, which is slower", flush=True)
        return None
    stamp.write_text(digest(UV_LOCK))
    return pinned


def digest(*files):
    """Give the hash of these files and of the Python that runs this."""
    parts = [file.read_bytes() for file in files]
    return hashlib.sha256(b"\0".join([repr(sys.version_info[:2]).encode(), *parts])).hexdigest()


def uv_settings():
    """Give the environment for uv: the index that pip is set to use, unless uv has one of its own."""
    settings = dict(os.environ)
    for ours, theirs in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if settings.get(ours):
            settings.setdefault(theirs, settings[ours])
    return settings


def install_locked(environment, lock):
    """Make an environment hold exactly what the lock lists, by uv or else by pip, hashes checked either way."""
    python = bin_of(environment, "python")
    uv = find_uv()
    if uv:
        same_python = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
        if not (python.exists() and succeeds(python, "-c", same_python)):
            shutil.rmtree(environment, ignore_errors=True)
            run(uv, "venv", "-q", "--no-project", "-p", sys.executable, environment, env=uv_settings())
        sync = [uv, "pip", "sync", "-q", "--require-hashes", "--compile-bytecode", "-p", python, lock]
        if succeeds(*sync, env=uv_settings()):
            return
        print("dev.py: uv could not install the list; trying plain pip", flush=True)
    make_plain_environment(environment)
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "-r", lock)


def install_legato(environment, *what):
    """Install Legato itself (editable, or a wheel) without touching what the lock put there."""
    python = bin_of(environment, "python")
    uv = find_uv()
    if uv:
        run(
            uv,
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-p",
            python,
            *what,
            env=uv_settings(),
        )
    else:
        run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", *what)


def setup():
    """Make .venv, or leave it alone when neither the lock, nor pyproject.toml, nor Python changed."""
    for lock, stamp, install in (
        (LOCK, VENV / ".lock-hash", lambda: install_locked(VENV, LOCK)),
        (ROOT / "pyproject.toml", VENV / ".project-hash", lambda: install_legato(VENV, "-e", ROOT)),
    ):
        if stamp.exists() and stamp.read_text() == digest(lock):
            continue
        stamp.unlink(missing_ok=True)
        (VENV / ".project-hash").unlink(missing_ok=True)
        install()
        stamp.write_text(digest(lock))


def ensure_browser():
    """Find a Chromium for the tests of the pages, or get one: from the system as root, else Playwright's own."""
    named = ("chromium", "chromium-browser", "google-chrome")
    if os.environ.get("LEGATO_CHROMIUM") or any(shutil.which(name) for name in named):
        return
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        if succeeds("apt-get", "update", "-qq", env=quiet) and succeeds(*install, env=quiet):
            return
    if not succeeds(bin_of(VENV, "playwright"), "install", "chromium"):
        refuse(
            "no Chromium for the tests of the pages, and none could be got",
            "Debian or Ubuntu: sudo apt install chromium    elsewhere: set LEGATO_CHROMIUM to the path of one",
        )


def write_locks():
    """Resolve pyproject.toml into lock files that carry names, versions and hashes, and no host."""
    uv = find_uv() or refuse("uv is needed to write the locks", "install uv for this system")
    plain = [
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
        *("--no-emit-find-links", "--no-header", "--no-annotate", "--upgrade"),
    ]
    groups = [word for group in ("test", "lint", "build") for word in ("--group", group)]
    compile_ = [uv, "pip", "compile", "-q", "pyproject.toml", *plain]
    run(*compile_, "--all-extras", *groups, "-o", LOCK.name, cwd=ROOT, env=uv_settings())
    run(*compile_, "-c", LOCK.name, "-o", CORE_LOCK.name, cwd=ROOT, env=uv_settings())


def check_wheel():
    """Build wheel and sdist, install the wheel where nothing else is, and run the demo from it."""
    setup()
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    run(bin_of(VENV, "hatchling"), "build", cwd=ROOT)
    (wheel,) = (ROOT / "dist").glob("*.whl")
    with tempfile.TemporaryDirectory() as empty:
        environment = Path(empty) / "environment"
        install_locked(environment, CORE_LOCK)
        install_legato(environment, wheel)
        run(bin_of(environment, "legato"), "doctor", cwd=empty)
        run(bin_of(environment, "legato"), "demo", cwd=empty)
    print(f"{wheel.name} runs the demo in an empty environment")


def main(words):
    """Do what the first word says."""
    require_supported_python()
    command, rest = (words[0], words[1:]) if words else ("help", [])
    if command == "setup":
        setup()
    elif command == "lock":
        write_locks()
    elif command == "wheel":
        check_wheel()
    elif command in ("python", "legato", "test"):
        setup()
        if command == "test":
            ensure_browser()
        program = bin_of(VENV, "legato" if command == "legato" else "python")
        run(program, *(["-m", "pytest"] if command == "test" else []), *rest)
    else:
        print(__doc__)
        sys.exit(0 if command == "help" else 2)


if __name__ == "__main__":
    main(sys.argv[1:])
