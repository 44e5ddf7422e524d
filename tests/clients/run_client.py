"""Runs a client's tests (`NAME_test.mjs`) against a server of their own, with a small generated hospital.

Usage: python3 run_client.py NAME     `install` in place of a name fetches the locked packages
"""
import os
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent / "e2e"), str(FOLDER.parent.parent / "tools")]

import npm_build  # noqa: E402
from socle_process import SOURCE, Socle, run  # noqa: E402


def install():
    with npm_build.alone(SOURCE / "build" / "clients") as _:
        npm_build.install(FOLDER, SOURCE / "build" / "clients")


def main(name):
    install()
    if name == "install":
        return 0
    with Socle() as server, tempfile.TemporaryDirectory(prefix="socle-test-") as folder:
        hospital = pathlib.Path(folder) / "hospital"
        run("generate", "--patients", "5", "--years", "2", "--seed", "7", "--fhir", str(hospital), "--bundles")
        server.run("import", str(hospital / "bundles"))
        server.start()
        environment = {**os.environ, "FHIR_BASE": f"http://127.0.0.1:{server.port}/fhir", "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(["node", "--test", f"{name}_test.mjs"], cwd=FOLDER, env=environment, timeout=900)
        return done.returncode or server.stop()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
