#!/usr/bin/env python3
"""The numbers of AQL over the whole server: one patient's questions, with and without writes beside, the ward's, and those
to the population, on a store of `--large` patients (22,500 are 1,000,000 compositions).

Usage: tests/bench/query_bench.py build/release/socle [--large N] [--seconds S]
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from server_bench import HERE, Server, read_hospital, store_bytes, wrk

COMPOSITION = "FROM EHR e CONTAINS COMPOSITION c CONTAINS "
PRESSURE = COMPOSITION + "OBSERVATION o[openEHR-EHR-OBSERVATION.blood_pressure.v2]"
EVENT = "o/data[at0001]/events[at0006]"
SYSTOLIC = EVENT + "/data[at0003]/items[at0004]/value/magnitude"
DIASTOLIC = EVENT + "/data[at0003]/items[at0005]/value/magnitude"
PATIENT = {
    "newest blood pressures": f"SELECT c/uid/value, {EVENT}/time/value, {SYSTOLIC}, {DIASTOLIC} {PRESSURE} "
                              f"ORDER BY {EVENT}/time/value DESC LIMIT 10",
    "problem list": "SELECT d/data[at0001]/items[at0002]/value/value, d/data[at0001]/items[at0077]/value/value "
                    + COMPOSITION + "EVALUATION d[openEHR-EHR-EVALUATION.problem_diagnosis.v1]",
    "newest laboratory values": "SELECT a/items[at0024]/value/value, a/items[at0001]/value/magnitude, "
                                "c/context/start_time/value " + COMPOSITION
                                + "CLUSTER a[openEHR-EHR-CLUSTER.laboratory_test_analyte.v1] "
                                "ORDER BY c/context/start_time/value DESC LIMIT 20",
}
POPULATION = {
    "ward: systolic > 130, newest 50": f"SELECT e/ehr_id/value, {EVENT}/time/value, {SYSTOLIC} {PRESSURE} "
                                       f"WHERE {SYSTOLIC} > 130 ORDER BY {EVENT}/time/value DESC LIMIT 50",
    "count, two predicates": f"SELECT COUNT(*) {PRESSURE} WHERE {SYSTOLIC} > 140 AND {DIASTOLIC} > 90",
    "average by month": f"SELECT SUBSTRING({EVENT}/time/value, 1, 7) AS month, AVG({SYSTOLIC}) {PRESSURE} ORDER BY month",
    "every blood pressure, streamed": f"SELECT c/uid/value, {EVENT}/time/value, {SYSTOLIC} {PRESSURE}",
}


def ask(server, aql):
    """How many rows, and how many milliseconds it took to read them."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/openehr/v1/query/aql",
                                     json.dumps({"q": aql}).encode(), {"Content-Type": "application/json"})
    began = time.perf_counter()
    body = urllib.request.urlopen(request).read()
    took = (time.perf_counter() - began) * 1000
    return len(json.loads(body)["rows"]), took


def patients(server, folder, seconds, row):
    def load(questions, connections):
        (folder / "questions").write_text("".join(json.dumps({"q": q}) + "\n" for q in questions), encoding="utf-8")
        return wrk(server, "ask.lua", connections, seconds, BENCH_QUESTIONS=str(folder / "questions"),
                   BENCH_EHRS=str(folder / "ehrs"))
    for name, aql in PATIENT.items():
        one = load([aql], 1)
        row(f"one patient's {name}, 1 client", f"p50 {one['p50']:.2f} ms", f"p99 {one['p99']:.2f} ms; {one['cpu_us']:.0f} µs CPU")
    writer = subprocess.Popen(["wrk", "-t1", "-c1", f"-d{seconds + 2}s", "-s", str(HERE / "post.lua"),
                               f"http://127.0.0.1:{server.port}"], stdout=subprocess.DEVNULL,
                              env={**os.environ, "BENCH_BODIES": str(folder / "bodies"), "BENCH_EHRS": str(folder / "ehrs")})
    time.sleep(1)
    one = load(PATIENT.values(), 1)
    row("the three in turn, a client committing beside", f"p50 {one['p50']:.2f} ms", f"p99 {one['p99']:.2f} ms")
    writer.wait()
    many = load(PATIENT.values(), 16)
    row("the three in turn, 16 clients", f"{many['rate']:,.0f}/s", f"p50 {many['p50']:.2f} ms; {many['cpu_us']:.0f} µs CPU")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--large", type=int, default=22500, help="patients of the store")
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    if options.large == 0:
        sys.exit(0)
    binary = str(pathlib.Path(options.binary).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="socle-bench-", dir=os.environ.get("BENCH_DIR")))

    def row(what, measured, beside):
        print(f"| {what} | {measured} | {beside} |", flush=True)

    try:
        # The same seed gives the same first patients: theirs are the EHRs that are asked for.
        subprocess.run([binary, "generate", "--patients", str(min(1000, options.large)), "--seed", "1", "--out", str(folder / "files")],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        read_hospital(folder / "files", folder / "paths", folder / "bodies", folder / "ehrs")
        store = folder / "large.db"
        began = time.monotonic()
        subprocess.run([binary, "generate", "--patients", str(options.large), "--seed", "1", "--store", f"sqlite:{store}"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took = time.monotonic() - began
        server = Server(binary, store)
        stored, _ = ask(server, "SELECT e/ehr_id/value FROM EHR e")
        count = json.loads(urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{server.port}/openehr/v1/query/aql",
            json.dumps({"q": "SELECT COUNT(*) FROM EHR e CONTAINS COMPOSITION c"}).encode(),
            {"Content-Type": "application/json"})).read())["rows"][0][0]
        print("| what | measured | beside it |\n|---|---|---|")
        row(f"{count:,} compositions of {stored:,} patients, generated into the store", f"{count / took:,.0f}/s",
            f"{store_bytes(store) / count:,.0f} bytes each, everything included")
        for name, aql in POPULATION.items():
            rows, _ = ask(server, aql)
            times = sorted(ask(server, aql)[1] for _ in range(5))
            row(name, f"{statistics.median(times):.1f} ms", f"{rows:,} rows; {times[0]:.1f} to {times[-1]:.1f} ms in five runs")
        patients(server, folder, options.seconds, row)
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
