#!/usr/bin/env python3
"""The numbers of AQL over the whole server: one patient's questions, with and without writes beside, the ward's, and those
to the population, on a store of `--large` patients (22,500 are 1,000,000 compositions). Beside them the same
compositions in a table with a row for each node (row_per_node.cc), and the limit, a scan of the numbers in memory.

Usage: tests/bench/query_bench.py build/release/socle [--large N] [--seconds S]
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
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

DIAGNOSIS = "COMPOSITION p CONTAINS EVALUATION d[openEHR-EHR-EVALUATION.problem_diagnosis.v1]"
ANALYTE = "COMPOSITION l CONTAINS CLUSTER a[openEHR-EHR-CLUSTER.laboratory_test_analyte.v1]"
DIABETES = "d/data[at0001]/items[at0002]/value/defining_code/code_string = 'E11.9'"
GLUCOSE = "a/items[at0024]/value/defining_code/code_string = '14749-6' AND a/items[at0001]/value/magnitude > 11.1"
RECORDED, MEASURED = "p/context/start_time/value", "l/context/start_time/value"
# AQL has no arithmetic on dates: the client takes the 30 days.
PAIRS = (f"SELECT e/ehr_id/value, {RECORDED}, {MEASURED} FROM EHR e CONTAINS (({DIAGNOSIS}) AND ({ANALYTE})) "
         f"WHERE {DIABETES} AND {GLUCOSE} AND {MEASURED} >= {RECORDED}")
RECORDINGS = f"SELECT e/ehr_id/value, {RECORDED} FROM EHR e CONTAINS {DIAGNOSIS} WHERE {DIABETES}"
MEASUREMENTS = f"SELECT e/ehr_id/value, {MEASURED} FROM EHR e CONTAINS {ANALYTE} WHERE {GLUCOSE}"
DIAGNOSED = "a diagnosis, and a laboratory value above a limit within 30 days"


def ask(server, aql):
    """The rows, and how many milliseconds it took to read them. Raises urllib.error.HTTPError."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/openehr/v1/query/aql",
                                     json.dumps({"q": aql}).encode(), {"Content-Type": "application/json"})
    began = time.perf_counter()
    body = urllib.request.urlopen(request).read()
    took = (time.perf_counter() - began) * 1000
    return json.loads(body)["rows"], took


def is_soon(recorded, measured):
    """Whether the second time follows the first within 30 days."""
    between = datetime.datetime.fromisoformat(measured) - datetime.datetime.fromisoformat(recorded)
    return datetime.timedelta(0) <= between <= datetime.timedelta(days=30)


def by_one_query(server):
    return {ehr for ehr, recorded, measured in ask(server, PAIRS)[0] if is_soon(recorded, measured)}


def by_two_queries(server):
    recordings = {}
    for ehr, recorded in ask(server, RECORDINGS)[0]:
        recordings.setdefault(ehr, []).append(recorded)
    return {ehr for ehr, measured in ask(server, MEASUREMENTS)[0]
            if any(is_soon(recorded, measured) for recorded in recordings.get(ehr, ()))}


def diagnosed(server, row):
    """Both ways to ask, with what the client does; they give the same patients."""
    answers = []
    for how, way in (("one query that joins", by_one_query), ("two queries, joined by the client", by_two_queries)):
        try:
            answers.append(way(server))
            times = []
            for _ in range(5):
                began = time.perf_counter()
                way(server)
                times.append((time.perf_counter() - began) * 1000)
            times.sort()
            row(f"{DIAGNOSED}: {how}", f"{statistics.median(times):.1f} ms",
                f"≤ 1 s; {len(answers[-1]):,} patients; {times[0]:.1f} to {times[-1]:.1f} ms in five runs")
        except urllib.error.HTTPError as error:
            row(f"{DIAGNOSED}: {how}", f"no answer: {error.code}", "≤ 1 s")
    if len(answers) == 2 and answers[0] != answers[1]:
        sys.exit("one query and two give other patients")


def population(server, row):
    """Milliseconds and rows of each question."""
    measured = {}
    for name, aql in POPULATION.items():
        rows, _ = ask(server, aql)
        times = sorted(ask(server, aql)[1] for _ in range(5))
        measured[name] = statistics.median(times), rows
        row(name, f"{measured[name][0]:.1f} ms", f"{len(rows):,} rows; {times[0]:.1f} to {times[-1]:.1f} ms in five runs")
    return measured


def row_per_node(binary, store, folder):
    """The rival and the limit: milliseconds and answers by question."""
    tool = pathlib.Path(binary).parent / "tests/bench/row_per_node"
    nodes = folder / "nodes.db"
    done = subprocess.run([str(tool), str(store), str(nodes)], check=True, stdout=subprocess.PIPE, text=True)
    items = [json.loads(line) for line in done.stdout.splitlines()]
    nodes.unlink()
    return {item["what"]: (float(item["measured"]), int(item["answer"])) for item in items}


def beside(ours, theirs, row):
    """Our times and answers by question beside theirs, which is SQL without a server."""
    took, compositions = theirs["compositions"]
    nodes, size = theirs["nodes"][1], theirs["bytes"][1]
    row("a row for each node: made of the same compositions", f"{compositions / took * 1000:,.0f}/s",
        f"{nodes / compositions:.0f} rows and {size / compositions:,.0f} bytes each, without the documents")
    for name, (milliseconds, answer) in ours.items():
        if name not in theirs:
            continue
        took, other = theirs[name]
        if answer is not None and other != answer:
            sys.exit(f"{name}: {answer} here, {other} with a row for each node")
        row(f"a row for each node: {name}", f"{took:.2f} ms", f"{took / milliseconds:.1f} times ours, which has HTTP and JSON on top")
    values = theirs["scan: values"][1]
    counting, adding = theirs["scan: count, two predicates"][0], theirs["scan: sum"][0]
    count = ours["count, two predicates"][0]
    row("the limit: two predicates over arrays of doubles", f"{counting:.3f} ms",
        f"{values:,} pairs; the query takes {count / max(counting, 1e-6):,.0f} times as long")
    row("the limit: their sum", f"{adding:.3f} ms", f"{values * 8 / max(adding, 1e-6) / 1e6:,.1f} GB/s")


def generate(binary, number, *where):
    subprocess.run([binary, "generate", "--patients", str(number), "--seed", "1", *where], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def vital_signs_alone(binary, number, folder, row):
    """What a composition of vital signs of `number` patients takes on disk in a store that has no others."""
    files, alone = folder / "more-files", folder / "vital-signs"
    generate(binary, number, "--out", str(files))
    shutil.copytree(files / "templates", alone / "templates")
    count = length = 0
    with open(alone / "ehrs-0.ndjson", "w", encoding="utf-8") as out:
        for file in sorted(files.glob("ehrs-*.ndjson")):
            for line in file.open(encoding="utf-8"):
                item = json.loads(line)
                if "composition" not in item:
                    out.write(line)
                elif item["template_id"] == "socle_vital_signs.v1":
                    out.write(line)
                    count += 1
                    length += len(line.encode())
    store = folder / "vital-signs.db"
    subprocess.run([binary, "import", str(alone), "--store", f"sqlite:{store}"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    row("disk, a store of vital signs alone", f"{store_bytes(store) / count:,.0f} bytes a composition",
        f"≤ 1,500; {count:,} compositions, {length / count / 1000:.1f} kB of JSON each; tables and indexes included")


def let_repeat(template, node):
    """The operational template under another name, in which the first node of that id may repeat."""
    renamed = re.sub(r"(<template_id>\s*<value>)[^<]*", r"\1socle_bench_repeating.v1", template, count=1)
    renamed = re.sub(r"(<uid>\s*<value>)[^<]*", r"\g<1>2f0e6c5e-3b0a-4c43-9f7b-0d1f4d5b8a11", renamed, count=1)
    end = renamed.index(f"<node_id>{node}</node_id>")
    begin = renamed.rindex("<occurrences>", 0, end)
    return (renamed[:begin] + "<occurrences><lower_included>true</lower_included><lower_unbounded>false</lower_unbounded>"
            "<upper_unbounded>true</upper_unbounded><lower>0</lower></occurrences>" + renamed[end:])


def evolution(server, templates, row):
    """A template that lets a node with a column repeat: its values move to a table of their own, in one transaction."""
    aql = f"SELECT COUNT(*), SUM({SYSTOLIC}) {PRESSURE} WHERE {SYSTOLIC} > 0"
    before = ask(server, aql)[0]
    body = let_repeat((templates / "socle_vital_signs.v1.opt").read_text(encoding="utf-8"), "at0004")
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/openehr/v1/definition/template/adl1.4", body.encode(),
                                     {"Content-Type": "application/xml"})
    began = time.monotonic()
    urllib.request.urlopen(request).read()
    took = time.monotonic() - began
    after = ask(server, aql)[0]
    if before != after:
        sys.exit(f"the values of a node that may repeat now: {before} before, {after} after")
    row("upload of a template that lets a node repeat", f"{took:.1f} s", f"{before[0][0]:,} values move to a table of their own")


def patients(server, folder, seconds, row):
    """Milliseconds of each question, by its name."""
    measured = {}

    def load(questions, connections):
        (folder / "questions").write_text("".join(json.dumps({"q": q}) + "\n" for q in questions), encoding="utf-8")
        return wrk(server, "ask.lua", connections, seconds, BENCH_QUESTIONS=str(folder / "questions"),
                   BENCH_EHRS=str(folder / "ehrs"))
    # What was written beside the store before has taken its pages out of memory.
    load(PATIENT.values(), 4)
    for name, aql in PATIENT.items():
        one = load([aql], 1)
        measured[f"one patient's {name}, 1 client"] = one["p50"], None
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
    return measured


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

    def row(what, measured, more):
        print(f"| {what} | {measured} | {more} |", flush=True)

    try:
        # The same seed gives the same first patients: theirs are the EHRs that are asked for.
        generate(binary, min(1000, options.large), "--out", str(folder / "files"))
        read_hospital(folder / "files", folder / "paths", folder / "bodies", folder / "ehrs")
        store = folder / "large.db"
        began = time.monotonic()
        generate(binary, options.large, "--store", f"sqlite:{store}")
        took = time.monotonic() - began
        server = Server(binary, store)
        stored = len(ask(server, "SELECT e/ehr_id/value FROM EHR e")[0])
        count = ask(server, "SELECT COUNT(*) FROM EHR e CONTAINS COMPOSITION c")[0][0][0]
        print("| what | measured | beside it |\n|---|---|---|")
        row(f"{count:,} compositions of {stored:,} patients, generated into the store", f"{count / took:,.0f}/s",
            f"{store_bytes(store) / count:,.0f} bytes each, everything included")
        # As row_per_node.cc says what it found: the number counted, else the number of rows.
        ours = {name: (took, rows[0][0] if name.startswith("count") else len(rows))
                for name, (took, rows) in population(server, row).items()}
        diagnosed(server, row)
        server.stop()
        # Before the patients' questions, beside which a client commits.
        theirs = row_per_node(binary, store, folder)
        server = Server(binary, store)
        ours.update(patients(server, folder, options.seconds, row))
        evolution(server, folder / "files" / "templates", row)
        server.stop()
        beside(ours, theirs, row)
        vital_signs_alone(binary, min(4000, options.large), folder, row)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
