"""A `socle` program under test: a store in a folder of its own, a server on a free loopback port."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

SOCLE = os.environ["TESTED_SOCLE"]
SOURCE = pathlib.Path(os.environ["TESTED_SOURCE"])
CORPUS = pathlib.Path(os.environ.get("TESTED_CORPUS", SOURCE / "no-corpus"))
SANITIZED = bool(os.environ.get("TESTED_SANITIZERS"))   # how the binary was built
BASE = "/openehr/v1"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*arguments, check=True, **options):
    """Runs a command to its end; its output as text."""
    done = subprocess.run([SOCLE, *arguments], capture_output=True, text=True, timeout=600, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"socle {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def etag(self):
        return self.headers["etag"].removeprefix("W/").strip('"')


class Client:
    """One keep-alive connection."""

    def __init__(self, port, timeout=60):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def request(self, method, path, body=None, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        self.connection.request(method, path, body=body.encode() if isinstance(body, str) else body, headers=sent)
        response = self.connection.getresponse()
        return Answer(response, response.read())

    def get(self, path, **headers):
        return self.request("GET", BASE + path, **headers)

    def post(self, path, body=None, **headers):
        return self.request("POST", BASE + path, body, **headers)

    def put(self, path, body=None, **headers):
        return self.request("PUT", BASE + path, body, **headers)

    def delete(self, path, **headers):
        return self.request("DELETE", BASE + path, **headers)

    def close(self):
        self.connection.close()


class Socle:
    """The store's folder, and the server where it runs."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="socle-test-"))
        self.store = "sqlite:" + str(self.folder / "store.db")
        self.process = None
        self.port = None

    def start(self, *arguments, preexec=None, wait=True):
        self.port = free_port()
        self.log = open(self.folder / "log.txt", "ab")
        self.process = subprocess.Popen(
            [SOCLE, "serve", "--store", self.store, "--listen", f"127.0.0.1:{self.port}",
             "--system-id", "test.socle", *arguments],
            stdout=self.log, stderr=self.log, preexec_fn=preexec)
        if wait:
            self.wait_until_up()
        return self

    def wait_until_up(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError("the server ended: " + self.log_text()[-2000:])
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.003)
        raise AssertionError("the server did not start")

    def log_text(self):
        return (self.folder / "log.txt").read_text(errors="replace")

    def count(self, rows):
        """How many rows there are of "TABLE" or "TABLE WHERE …"."""
        store = sqlite3.connect(f"file:{self.folder / 'store.db'}?mode=ro", uri=True)
        try:
            return store.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]
        finally:
            store.close()

    def versions(self):
        """How many versions the store holds."""
        return self.count("version")

    def client(self, timeout=60):
        return Client(self.port, timeout)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()
        self.process = None

    def stop(self):
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.log.close()
        self.process = None
        return code

    def run(self, *arguments, **options):
        return run(*arguments, "--store", self.store, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def template(name):
    return (SOURCE / "models/templates" / name).read_text()


def upload_templates(client):
    for file in sorted((SOURCE / "models/templates").glob("*.opt")):
        answer = client.post("/definition/template/adl1.4", file.read_text(), Content_Type="application/xml")
        assert answer.status in (201, 409), answer.body


def new_ehr(client):
    answer = client.post("/ehr")
    assert answer.status == 201, answer.body
    return answer.etag


def generated(patients=3, seed=7):
    """The compositions of a small generated hospital, as (template_id, document)."""
    with tempfile.TemporaryDirectory(prefix="socle-test-") as folder:
        directory = pathlib.Path(folder) / "hospital"
        run("generate", "--patients", str(patients), "--years", "2", "--seed", str(seed), "--out", str(directory))
        documents = []
        for file in sorted(directory.glob("ehrs-*.ndjson")):
            for line in file.read_text().splitlines():
                item = json.loads(line)
                if "composition" in item:
                    documents.append((item["template_id"], item["composition"]))
        return documents
