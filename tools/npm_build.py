"""What the builds from npm packages share: one build at a time, packages as locked, nothing done twice."""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import subprocess
import sys


def digest(folder, files):
    """One digest over the names (below `folder`) and contents of `files`."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(folder)} {content}\n".encode())
    return total.hexdigest()


def is_marked(mark, value):
    return mark.is_file() and mark.read_text(encoding="utf-8") == value


@contextlib.contextmanager
def alone(out):
    """Makes the folder `out` and holds its lock: another build of the checkout waits."""
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(folder, log, *command, **environment):
    """Runs `command` in `folder`, quietly; shows what it said when it fails."""
    with open(log, "wb") as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                              env={**os.environ, "CI": "true", **environment})
    if done.returncode != 0:
        sys.stderr.write(pathlib.Path(log).read_text(encoding="utf-8", errors="replace"))
        sys.exit(f"{sys.argv[0]}: {' '.join(command)} ended with {done.returncode}")


def install(folder, out):
    """The packages of the lock in `folder`, in its node_modules; fetched when the lock has changed."""
    wanted = digest(folder, [folder / "package.json", folder / "package-lock.json", folder / ".npmrc"])
    mark = folder / "node_modules" / ".installed"
    if is_marked(mark, wanted):
        return
    run(folder, out / "npm.log", "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    mark.write_text(wanted, encoding="utf-8")
