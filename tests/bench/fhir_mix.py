"""The work that is published for other FHIR servers: CRUD, import and search, each with its number of clients.

CRUD: 36 requests an iteration, 300 clients: nine resources are created, each is read, updated and deleted.
Import: 20 clients post Synthea's transactions. Search: 30 clients, 20 a page, strings, dates and tokens at random.
"""
import json
import random

from server_bench import wrk


def coded(system, code):
    return {"coding": [{"system": system, "code": code}]}


def resources():
    """One of each kind, in the order of fhir_crud.lua; "@Patient@" is the id of the iteration's Patient, "#" a number."""
    who = {"reference": "Patient/@Patient@"}
    by = {"reference": "Practitioner/@Practitioner@"}
    there = {"reference": "Organization/@Organization@"}
    visit = {"reference": "Encounter/@Encounter@"}
    paid = coded("http://terminology.hl7.org/CodeSystem/claim-type", "professional")
    money = {"value": 129.16, "currency": "USD"}
    insurance = [{"sequence": 1, "focal": True, "coverage": {"display": "None"}}]
    claim = {"status": "active", "type": paid, "use": "claim", "patient": who, "created": "2024-01-02", "provider": there}
    return [
        {"resourceType": "Patient", "identifier": [{"system": "urn:bench", "value": "p#"}], "gender": "female", "birthDate": "1970-03-30",
         "name": [{"use": "official", "family": "Family#", "given": ["Given", "Second"]}],
         "telecom": [{"system": "phone", "value": "555-#", "use": "home"}],
         "address": [{"line": ["# Main Street"], "city": "Springfield", "postalCode": "01101", "country": "US"}]},
        {"resourceType": "Location", "status": "active", "name": "Ward #", "mode": "instance", "position": {"longitude": -71.0, "latitude": 42.3}},
        {"resourceType": "Organization", "active": True, "name": "Hospital #", "identifier": [{"system": "urn:bench", "value": "o#"}]},
        {"resourceType": "Practitioner", "active": True, "name": [{"family": "Doctor#", "given": ["Given"], "prefix": ["Dr."]}], "gender": "male"},
        {"resourceType": "Encounter", "status": "finished", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
         "type": [coded("http://snomed.info/sct", "162673000")], "subject": who, "participant": [{"individual": by}], "serviceProvider": there,
         "period": {"start": "2024-01-02T03:04:05Z", "end": "2024-01-02T03:34:05Z"}},
        {"resourceType": "Observation", "status": "final", "code": coded("http://loinc.org", "8302-2"), "subject": who, "encounter": visit,
         "category": [coded("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")], "effectiveDateTime": "2024-01-02T03:04:05Z",
         "valueQuantity": {"value": 172.5, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"}},
        {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": who, "encounter": visit, "requester": by,
         "medicationCodeableConcept": coded("http://www.nlm.nih.gov/research/umls/rxnorm", "310798"), "authoredOn": "2024-01-02T03:04:05Z"},
        {"resourceType": "Claim", **claim, "priority": coded("http://terminology.hl7.org/CodeSystem/processpriority", "normal"), "insurance": insurance,
         "item": [{"sequence": 1, "productOrService": coded("http://snomed.info/sct", "162673000"), "encounter": [visit]}], "total": money},
        {"resourceType": "ExplanationOfBenefit", **claim, "insurer": there, "outcome": "complete",
         "claim": {"reference": "Claim/@Claim@"}, "insurance": [{"focal": True, "coverage": {"display": "None"}}],
         "item": [{"sequence": 1, "productOrService": coded("http://snomed.info/sct", "162673000")}], "payment": {"amount": money}},
    ]


def write_lines(path, texts):
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")


def searches(bundles, count=3000):
    """Paths of searches by strings, dates and tokens that stand in the bundles."""
    chance = random.Random(7)
    of = {}
    for bundle in bundles:
        for entry in bundle["entry"]:
            of.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    made = []
    for _ in range(count):
        person, seen, visit = (chance.choice(of[kind]) for kind in ("Patient", "Observation", "Encounter"))
        made.append("/fhir/" + chance.choice((
            f"Patient?name={person['name'][0]['family'][:4]}", f"Patient?given={person['name'][0]['given'][0][:3]}",
            f"Patient?birthdate=ge{person['birthDate'][:4]}", f"Patient?gender={person['gender']}&birthdate=le{person['birthDate']}",
            f"Observation?code=http://loinc.org%7C{seen['code']['coding'][0]['code']}",
            f"Observation?date=ge{seen['effectiveDateTime'][:10]}&category={seen['category'][0]['coding'][0]['code']}",
            f"Encounter?date={visit['period']['start'][:7]}", f"Encounter?status={visit['status']}&date=lt{visit['period']['start'][:10]}")) + "&_count=20")
    return made


def row(what, clients, run, many=1):
    return (f"{what}, {clients} clients", f"{run['rate'] * many:,.0f}/s", "",
            f"p50 {run['p50']:.1f}, p99 {run['p99']:.1f} ms; {run['cpu_us'] / many:.0f} µs CPU each")


def run(server, folder, texts, seconds):
    """The rows of the table (what, measured, bar, beside it); the server is ended."""
    bundles = [json.loads(text) for text in texts]
    write_lines(folder / "bundles", [json.dumps(bundle, separators=(",", ":"), ensure_ascii=False) for bundle in bundles])
    write_lines(folder / "crud", [json.dumps(each, separators=(",", ":")) for each in resources()])
    write_lines(folder / "searches", searches(bundles))
    rows = []
    try:
        loaded = wrk(server, "fhir_post.lua", 20, seconds, BENCH_BODIES=str(folder / "bundles"))
        mean = sum(len(bundle["entry"]) for bundle in bundles) / len(bundles)
        rows.append(row("import, resources of Synthea's transactions", 20, loaded, mean))
        wrk(server, "fhir_crud.lua", 300, 2, threads=300, BENCH_BODIES=str(folder / "crud"))
        rows.append(row("CRUD, requests of 36 an iteration", 300,
                        wrk(server, "fhir_crud.lua", 300, seconds, threads=300, BENCH_BODIES=str(folder / "crud"))))
        wrk(server, "get.lua", 30, 2, BENCH_PATHS=str(folder / "searches"))
        rows.append(row("search, 20 a page", 30, wrk(server, "get.lua", 30, seconds, BENCH_PATHS=str(folder / "searches"))))
        rows.append(("memory, highest", f"{server.memory('VmHWM'):.0f} MiB", "", "resident, the runs above"))
    finally:
        server.stop()
    return rows
