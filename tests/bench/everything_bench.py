#!/usr/bin/env python3
"""The numbers of $everything, and of what an EHR's Patient costs. On a store of its own; prints a Markdown table.

  tests/bench/everything_bench.py build/release/socle [--rounds N]
"""
import argparse
import http.client
import json
import os
import pathlib
import shutil
import statistics
import tempfile
import time

from server_bench import Server, print_table, store_bytes

JSON = {"Content-Type": "application/fhir+json"}


def ask(connection, method, path, body=None):
    connection.request(method, path, body, JSON)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status not in (200, 201):
        raise SystemExit((answer.status, text[:500]))
    return text


def bundle(person, count):
    """A patient with observations, who are `count` resources together with whom they refer to."""
    doctors = [f"Practitioner/doctor-{number}" for number in range(9)]
    resources = [{"resourceType": "Practitioner", "id": name.split("/")[1], "name": [{"family": name}]} for name in doctors]
    resources.append({"resourceType": "Patient", "id": person, "name": [{"family": person, "given": ["Given"]}]})
    for number in range(count - 10):
        resources.append({
            "resourceType": "Observation", "id": f"{person}-{number}", "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2", "display": "Body height"}], "text": "Body height"},
            "subject": {"reference": "Patient/" + person}, "performer": [{"reference": doctors[number % len(doctors)]}],
            "effectiveDateTime": f"20{number % 24:02}-01-02T08:00:00Z", "issued": f"20{number % 24:02}-01-02T09:00:00.000Z",
            "valueQuantity": {"value": 100 + number, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"}})
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [
        {"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in resources]})


def timed(server, connection, path, rounds):
    """Milliseconds of a request as the client waits, the median, and of the server's processors."""
    waits, before = [], server.cpu()
    for _ in range(rounds):
        began = time.perf_counter()
        ask(connection, "GET", path)
        waits.append((time.perf_counter() - began) * 1000)
    return statistics.median(waits), (server.cpu() - before) * 1000 / rounds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=200)
    arguments, _ = parser.parse_known_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="socle-bench-"))
    rows = []
    try:
        server = Server(os.path.abspath(arguments.binary), folder / "store.db")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        for person, count in (("small", 100), ("middle", 1000), ("large", 5000)):
            ask(connection, "POST", "/fhir", bundle(person, count))
        for path, what, bar in (
                ("Patient/middle/$everything?_count=1000", "1,000 resources, one page", "15 ms"),
                ("Patient/middle/$everything?_count=100", "1,000 resources, the first 100", ""),
                ("Patient/large/$everything?_count=100", "5,000 resources, the first 100", ""),
                ("Patient/middle/$everything?start=2010-01-01&end=2010-12-31", "1,000 resources, of one year", ""),
                ("Patient/small/$everything", "100 resources", "")):
            wait, cpu = timed(server, connection, "/fhir/" + path, arguments.rounds)
            rows.append((f"$everything, {what}", f"{wait:.1f} ms, {cpu:.1f} ms of processor time", bar, ""))
        server.stop()
        size = store_bytes(folder / "store.db")
        server = Server(os.path.abspath(arguments.binary), folder / "store.db")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        ehrs, before = 5000, server.cpu()
        for _ in range(ehrs):
            ask(connection, "POST", "/openehr/v1/ehr")
        micros = (server.cpu() - before) * 1e6 / ehrs
        server.stop()
        bytes_each = (store_bytes(folder / "store.db") - size) / ehrs
        rows.append(("POST /ehr, one after another", f"{micros:.0f} µs of processor time, {bytes_each:.0f} bytes on disk", "", ""))
    finally:
        shutil.rmtree(folder)
    print_table(rows)


if __name__ == "__main__":
    main()
