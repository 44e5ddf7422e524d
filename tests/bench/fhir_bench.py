#!/usr/bin/env python3
"""The numbers of the FHIR door: Synthea bundles, reads, transactions, searches, disk.

Runs the release binary on a store of its own, the load generator (wrk) beside it on the same machine, and prints a
Markdown table. Usage:

  tests/bench/fhir_bench.py build/release/socle path/to/corpus/fhir/synthea [--seconds S] [--clients N]

--copies N loads each patient N times, each time as another; --mix runs, in place of the rest, the work that is
published for other servers (fhir_mix.py).
"""
import argparse
import gzip
import http.client
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

import fhir_mix
from server_bench import Server, fsync_micros, print_table, store_bytes, wrk

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from synthea_copies import copies_of  # noqa: E402


def load(port, texts, clients):
    """Sends all bundles with several clients; the ids of what was made."""
    waiting, made, failures = list(reversed(texts)), [], []

    def send():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        while waiting and not failures:
            try:
                text = waiting.pop()
            except IndexError:
                return
            connection.request("POST", "/fhir", text, {"Content-Type": "application/fhir+json"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                failures.append(body[:500])
                return
            made.extend("/".join(entry["response"]["location"].split("/")[-4:-2])
                        for entry in json.loads(body)["entry"])
    threads = [threading.Thread(target=send) for _ in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(failures[0])
    return made, time.monotonic() - began


def small_transactions(path, count=2000):
    """A patient and an observation of hers, each of its own name."""
    chance = random.Random(7)
    with open(path, "w") as file:
        for number in range(count):
            subject = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
            person = {"resourceType": "Patient", "name": [{"family": f"Family{number}", "given": ["Given"]}],
                      "gender": "female", "birthDate": f"19{chance.randrange(10, 99)}-01-{chance.randrange(10, 28)}",
                      "identifier": [{"system": "urn:bench", "value": str(number)}]}
            seen = {"resourceType": "Observation", "status": "final", "subject": {"reference": subject},
                    "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2", "display": "Body Height"}]},
                    "effectiveDateTime": "2024-01-02T03:04:05Z",
                    "valueQuantity": {"value": chance.randrange(150, 200), "unit": "cm",
                                      "system": "http://unitsofmeasure.org", "code": "cm"}}
            bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [
                {"fullUrl": subject, "resource": person, "request": {"method": "POST", "url": "Patient"}},
                {"resource": seen, "request": {"method": "POST", "url": "Observation"}}]}
            file.write(json.dumps(bundle, separators=(",", ":")) + "\n")


def codes_of(texts):
    codes = {}
    for text in texts:
        for entry in json.loads(text)["entry"]:
            resource = entry["resource"]
            if resource["resourceType"] == "Observation":
                coding = resource["code"]["coding"][0]
                codes[coding["code"]] = codes.get(coding["code"], 0) + 1
    return [code for code, count in codes.items() if count >= 20]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("corpus")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=4, help="that send bundles")
    parser.add_argument("--copies", type=int, default=1, help="of each patient, each as another")
    parser.add_argument("--mix", action="store_true", help="the work published for other servers")
    parser.add_argument("--rounds", type=int, default=1, help="how often the corpus is loaded")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="socle-bench-", dir=os.environ.get("BENCH_DIR")))
    rows = []
    try:
        fsync = fsync_micros(folder)
        texts = [text.encode() for _, text in copies_of(
            [(file.name, gzip.decompress(file.read_bytes()).decode())
             for file in sorted(pathlib.Path(options.corpus).glob("*.json.gz"))], options.copies)]
        store = folder / "store.db"
        if options.mix:
            print_table(fhir_mix.run(Server(binary, store), folder, texts, options.seconds))
            return
        server = Server(binary, store)
        cpu = server.cpu()
        made, seconds = load(server.port, texts * options.rounds, options.clients)
        rows.append((f"Synthea bundles, {options.clients} clients", f"{len(made) / seconds:,.0f} resources/s", "≥ 4,000/s",
                     f"{len(made):,} resources in {seconds:.1f} s, {(server.cpu() - cpu) / len(made) * 1e6:.0f} µs CPU each"))
        server.stop()
        rows.append(("disk, everything included", f"{store_bytes(store) / len(made):,.0f} bytes a resource", "≤ 1,100",
                     f"{store_bytes(store) / 1e6:,.1f} MB"))

        server = Server(binary, store)
        (folder / "paths").write_text("".join(f"/fhir/{name}\n" for name in random.Random(7).sample(made, 5000)))
        (folder / "tokens").write_text("".join(
            f"/fhir/Observation?code=http://loinc.org%7C{code}&_count=20\n" for code in codes_of(texts)))
        patients = [name for name in made if name.startswith("Patient/")]
        (folder / "subjects").write_text("".join(
            f"/fhir/Observation?subject={name}&_count=20\n" for name in patients))
        small_transactions(folder / "bodies")

        def get(paths, clients, seconds=options.seconds):
            return wrk(server, "get.lua", clients, seconds, BENCH_PATHS=str(folder / paths))
        get("paths", 16, 2)
        one = get("paths", 1)
        rows.append(("read, 1 client", f"p50 {one['p50']:.3f} ms, p99 {one['p99']:.2f} ms", "p50 ≤ 0.2 ms",
                     f"{one['rate']:,.0f}/s, {one['cpu_us']:.0f} µs CPU each"))
        many = get("paths", 16)
        rows.append(("read, 16 clients", f"{many['rate']:,.0f}/s", "≥ 15,000/s",
                     f"p50 {many['p50']:.2f} ms, {many['cpu_us']:.0f} µs CPU each"))
        for paths, what in (("tokens", "search by token"), ("subjects", "search by subject")):
            get(paths, 16, 2)
            many = get(paths, 16)
            rows.append((f"{what}, 20 a page, 16 clients", f"{many['rate']:,.0f}/s", "≥ 3,000/s",
                         f"p50 {many['p50']:.2f} ms, {many['cpu_us']:.0f} µs CPU each"))

        def post(clients, seconds=options.seconds):
            return wrk(server, "fhir_post.lua", clients, seconds, BENCH_BODIES=str(folder / "bodies"))
        post(16, 2)
        one = post(1)
        rows.append(("transaction of two resources, 1 client", f"p50 {one['p50']:.2f} ms, p99 {one['p99']:.2f} ms", "",
                     f"{one['fsyncs']:.2f} fsyncs each of {fsync:.0f} µs; {one['cpu_us']:.0f} µs CPU each"))
        many = post(16)
        rows.append(("transaction of two resources, 16 clients", f"{many['rate']:,.0f}/s", "≥ 2,000/s",
                     f"p50 {many['p50']:.2f} ms; {many['fsyncs']:.2f} fsyncs, {many['cpu_us']:.0f} µs CPU, "
                     f"{many['bytes']:,.0f} bytes written each"))
        rows.append(("memory, highest", f"{server.memory('VmHWM'):.0f} MiB", "≤ 256 MiB", "resident, the runs above"))
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print_table(rows)


if __name__ == "__main__":
    main()
