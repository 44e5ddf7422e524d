#!/usr/bin/env python3
"""Searches over many Observations by two criteria: a token and a date, a token and a quantity; counts of one token.

The Observations are those of the Synthea corpus, with patients, dates and values drawn anew (of a code as its own are
spread), loaded by `socle import` into a store of its own. Each search is asked with a value that hardly any, some, or
most Observations of the code have, twenty a page, and as a count. Prints a Markdown table.

  tests/bench/observations_bench.py build/release/socle path/to/corpus/fhir/synthea [--observations N] [--rounds N]
"""
import argparse
import collections
import gzip
import http.client
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.parse

from server_bench import Server, print_table, store_bytes

PATIENTS = 5000
DAYS = 3650
FIRST = time.mktime((2015, 1, 1, 0, 0, 0, 0, 0, 0))


def corpus(folder):
    """The Observations with a code and a quantity, and the values of each code."""
    found, values = [], collections.defaultdict(list)
    for file in sorted(pathlib.Path(folder).glob("*.json.gz")):
        for entry in json.loads(gzip.decompress(file.read_bytes()))["entry"]:
            resource = entry["resource"]
            if resource["resourceType"] == "Observation" and "value" in resource.get("valueQuantity", {}):
                found.append(resource)
                values[resource["code"]["coding"][0]["code"]].append(resource["valueQuantity"]["value"])
    return found, values


def write(path, folder, count):
    """The lines to import, and of each code how many there are and its values, sorted."""
    chance = random.Random(11)
    models, values = corpus(folder)
    told = collections.defaultdict(list)
    with open(path, "w") as file:
        for number in range(PATIENTS):
            file.write(json.dumps({"resourceType": "Patient", "id": f"p{number}", "name": [{"family": f"Family{number}"}]}) + "\n")
        for number in range(count):
            model = dict(chance.choice(models))
            code = model["code"]["coding"][0]["code"]
            for name in ("encounter", "meta", "performer", "text"):
                model.pop(name, None)
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(FIRST + chance.randrange(DAYS * 86400)))
            value = round(chance.choice(values[code]) * chance.uniform(0.98, 1.02), 2)
            model.update(id=f"o{number}", subject={"reference": f"Patient/p{chance.randrange(PATIENTS)}"}, effectiveDateTime=moment,
                         issued=moment, valueQuantity={**model["valueQuantity"], "value": value})
            told[code].append(value)
            file.write(json.dumps(model, separators=(",", ":")) + "\n")
    return {code: sorted(found) for code, found in told.items()}


def ask(connection, query):
    began = time.perf_counter()
    connection.request("GET", "/fhir/Observation?" + query)
    answer = connection.getresponse()
    text = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise SystemExit((query, text[:500]))
    return json.loads(text), took


def measured(connection, query, rounds):
    times = [ask(connection, query)[1] for _ in range(rounds)]
    return statistics.median(times), max(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("corpus")
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--store", help="one that was loaded before, with --keep")
    parser.add_argument("--keep", help="where the store is left")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="socle-bench-", dir=os.environ.get("BENCH_DIR")))
    rows = []
    try:
        told = write(folder / "lines.ndjson", options.corpus, options.observations)
        store = pathlib.Path(options.store or options.keep or folder / "store.db")
        if not options.store:
            began = time.monotonic()
            subprocess.run([binary, "import", "--store", f"sqlite:{store}", str(folder / "lines.ndjson")], check=True, stdout=subprocess.DEVNULL)
            took, count = time.monotonic() - began, options.observations + PATIENTS
            rows.append((f"{count:,} resources, by `socle import`", f"{count / took:,.0f}/s", "", f"{store_bytes(store) / count:,.0f} bytes each"))
        (folder / "lines.ndjson").unlink()
        server = Server(binary, store)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        by_count = sorted(told, key=lambda code: len(told[code]))
        chosen = {"rare": by_count[len(by_count) // 10], "usual": by_count[len(by_count) // 2], "most frequent": by_count[-1]}
        for name, code in chosen.items():
            values, token = told[code], "code=" + urllib.parse.quote(f"http://loinc.org|{code}")
            spans = {"a day": "date=2019-05-05", "a month": "date=2019-05", "nine years": "date=ge2016", "none": "date=ge2035"}
            parts = {"none": f"value-quantity=gt{values[-1] * 2 + 1}", "a hundredth": f"value-quantity=gt{values[int(len(values) * 0.99)]}",
                     "nearly all": f"value-quantity=gt{values[len(values) // 20]}"}
            for kind, conditions in (("date", spans), ("quantity", parts)):
                for part, condition in conditions.items():
                    query = f"{token}&{condition}"
                    found = ask(connection, query + "&_summary=count")[0]["total"]
                    page, worst = measured(connection, query + "&_count=20", options.rounds)
                    count, _ = measured(connection, query + "&_summary=count", options.rounds)
                    rows.append((f"token ({name}, {len(values):,}) and {kind} ({part}): {found:,}", f"{page:.1f} ms", "≤ 50 ms",
                                 f"the worst of {options.rounds} {worst:.1f} ms; the count {count:.1f} ms"))
            count, _ = measured(connection, token + "&_summary=count", options.rounds)
            rows.append((f"count of one token ({name})", f"{len(values) / count / 1000:.1f} M hits/s", "≥ 3 M/s" if name == "most frequent" else "",
                         f"{len(values):,} in {count:.2f} ms"))
        server.stop()
        print_table(rows)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
