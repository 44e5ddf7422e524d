#!/usr/bin/env python3
"""The numbers of the whole server: reads, commits, import, disk, start, memory.

Runs the release binary on a store of its own, the load generator (wrk) beside it on the same machine, and prints
a Markdown table with the distance to the limits: fsyncs, bytes, CPU a request. The store has its templates, so
every commit and import writes the rows of its archetype tables. Usage:

  tests/bench/server_bench.py build/release/socle [--patients N] [--seconds S] [--large N]
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, binary, store):
        self.port = free_port()
        began = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--store", f"sqlite:{store}", "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server ended")
                time.sleep(0.001)
        self.start_seconds = time.monotonic() - began

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, key="VmRSS"):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(key + r":\s+(\d+)", text).group(1)) / 1024

    def written(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/io").read_text()
        return int(re.search(r"write_bytes: (\d+)", text).group(1))

    def metric(self, name):
        import urllib.request
        text = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics").read().decode()
        found = re.search(rf"^{name} (\S+)$", text, re.M)
        return float(found.group(1)) if found else 0.0

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(server, script, connections, seconds, threads=1, **environment):
    cpu, commits, written = server.cpu(), server.metric("socle_store_transactions_total"), server.written()
    done = subprocess.run(
        ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(HERE / script),
         f"http://127.0.0.1:{server.port}"],
        capture_output=True, text=True, env={**os.environ, **environment})
    text = done.stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    if errors and int(errors.group(1)):
        sys.exit(f"{script}: {errors.group(1)} of {requests} requests failed\n{text}")
    return {
        "p50": milliseconds(re.search(r"^\s+50%\s+(\S+)", text, re.M).group(1)),
        "p99": milliseconds(re.search(r"^\s+99%\s+(\S+)", text, re.M).group(1)),
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        "cpu_us": (server.cpu() - cpu) / requests * 1e6,
        "fsyncs": (server.metric("socle_store_transactions_total") - commits) / requests,
        "bytes": (server.written() - written) / requests,
    }


def read_hospital(directory, paths, bodies, ehrs, limit=20000):
    """Paths of compositions, bodies of vital signs without uid, EHR ids: for the load generator."""
    with open(paths, "w") as p, open(bodies, "w") as b, open(ehrs, "w") as e:
        written = sent = 0
        for file in sorted(directory.glob("ehrs-*.ndjson")):
            for line in file.open():
                item = json.loads(line)
                if "composition" not in item:
                    e.write(item["ehr_id"] + "\n")
                    continue
                if written < limit:
                    p.write(f"/openehr/v1/ehr/{item['ehr_id']}/composition/{item['uid']}\n")
                    written += 1
                if sent < 2000 and item["template_id"] == "socle_vital_signs.v1":
                    b.write(json.dumps(item["composition"], ensure_ascii=False, separators=(",", ":")) + "\n")
                    sent += 1


def store_bytes(store):
    return sum(os.path.getsize(str(store) + end) for end in ("", "-wal") if os.path.exists(str(store) + end))


def fsync_micros(folder):
    """The median of 200 appends of 16 KiB, each followed by fdatasync: what the disk takes for one commit."""
    times = []
    with open(folder / "fsync", "wb", buffering=0) as file:
        for _ in range(200):
            file.write(b"x" * 16384)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return sorted(times)[100] * 1e6


def print_table(rows):
    """The rows (what, measured, bar, beside it) as Markdown."""
    print("| what | measured | bar | beside it |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--large", type=int, default=0, help="patients of a second store, for the time of a start")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="socle-bench-", dir=os.environ.get("BENCH_DIR")))
    rows = []
    try:
        fsync = fsync_micros(folder)
        hospital = folder / "hospital"
        began = time.monotonic()
        subprocess.run([binary, "generate", "--patients", str(options.patients), "--out", str(hospital)],
                       check=True, capture_output=True)
        generate_seconds = time.monotonic() - began
        count = json.loads((hospital / "manifest.json").read_text())["compositions"]
        rows.append(("`socle generate` to files", f"{count / generate_seconds:,.0f} compositions/s", "≥ 10,000/s", ""))

        store = folder / "store.db"
        began = time.monotonic()
        subprocess.run([binary, "import", str(hospital), "--store", f"sqlite:{store}"], check=True, capture_output=True)
        import_seconds = time.monotonic() - began
        size = store_bytes(store)
        rows.append(("`socle import`, validated and durable", f"{count / import_seconds:,.0f} compositions/s", "≥ 8,000/s",
                     f"{count:,} compositions of nine kinds in {import_seconds:.1f} s"))
        rows.append(("disk, everything included", f"{size / count:,.0f} bytes a composition", "≤ 1,000",
                     f"{size / 1e6:,.1f} MB"))

        read_hospital(hospital, folder / "paths", folder / "bodies", folder / "ehrs")
        server = Server(binary, store)
        time.sleep(1)
        rows.append(("idle memory", f"{server.memory():.0f} MiB", "≤ 64 MiB", "resident, one second after the start"))
        environment = {"BENCH_PATHS": str(folder / "paths"), "BENCH_BODIES": str(folder / "bodies"),
                       "BENCH_EHRS": str(folder / "ehrs")}
        wrk(server, "get.lua", 16, 2, **environment)
        one = wrk(server, "get.lua", 1, options.seconds, **environment)
        rows.append(("GET, 1 client", f"p50 {one['p50']:.3f} ms, p99 {one['p99']:.2f} ms", "p50 ≤ 0.2 ms",
                     f"{one['rate']:,.0f}/s, {one['cpu_us']:.0f} µs CPU each"))
        many = wrk(server, "get.lua", 16, options.seconds, **environment)
        rows.append(("GET, 16 clients", f"{many['rate']:,.0f}/s", "≥ 15,000/s",
                     f"p50 {many['p50']:.2f} ms, {many['cpu_us']:.0f} µs CPU each"))
        wrk(server, "post.lua", 16, 2, **environment)
        one = wrk(server, "post.lua", 1, options.seconds, **environment)
        rows.append(("commit of vital signs, 1 client", f"p50 {one['p50']:.2f} ms, p99 {one['p99']:.2f} ms", "p50 ≤ 1 ms",
                     f"{one['fsyncs']:.2f} fsyncs each of {fsync:.0f} µs; {one['cpu_us']:.0f} µs CPU, {one['bytes']:,.0f} bytes written each"))
        many = wrk(server, "post.lua", 16, options.seconds, **environment)
        rows.append(("commit of vital signs, 16 clients", f"{many['rate']:,.0f}/s", "≥ 3,000/s",
                     f"p50 {many['p50']:.2f} ms; {many['fsyncs']:.2f} fsyncs, {many['cpu_us']:.0f} µs CPU, {many['bytes']:,.0f} bytes written each"))
        rows.append(("memory under load, highest", f"{server.memory('VmHWM'):.0f} MiB", "≤ 256 MiB", "resident, the runs above"))
        server.stop()

        if options.large:
            large = folder / "large.db"
            began = time.monotonic()
            subprocess.run([binary, "generate", "--patients", str(options.large), "--store", f"sqlite:{large}"],
                           check=True, capture_output=True)
            seconds = time.monotonic() - began
            starts = []
            for _ in range(5):
                server = Server(binary, large)
                starts.append(server.start_seconds)
                idle = server.memory()
                server.stop()
            rows.append(("start on the large store", f"{sorted(starts)[2]:.3f} s", "≤ 0.5 s",
                         f"{store_bytes(large) / 1e9:.2f} GB, {options.large:,} patients, loaded in {seconds:.0f} s; idle {idle:.0f} MiB"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print_table(rows)


if __name__ == "__main__":
    main()
