"""A client of the FHIR door, and what the tests of it have in common."""
import gzip
import unittest

from socle_process import CORPUS, Client, Socle

FHIR = "/fhir"
JSON = "application/fhir+json"
XML = "application/fhir+xml"
FORM = "application/x-www-form-urlencoded"
SYNTHEA = CORPUS / "fhir/synthea"


class Fhir(Client):
    """One keep-alive connection to the FHIR door; paths are below its base. Closed by `with`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self, path, **headers):
        return self.request("GET", FHIR + path, **headers)

    def send(self, method, path, body=None, **headers):
        headers.setdefault("Content_Type", JSON)
        if body is None:
            headers.pop("Content_Type")
        return self.request(method, FHIR + path, body, **headers)

    def create(self, resource, **headers):
        return self.send("POST", "/" + resource["resourceType"], resource, **headers)

    def update(self, resource, **headers):
        return self.send("PUT", f"/{resource['resourceType']}/{resource['id']}", resource, **headers)

    def new(self, resource):
        answer = self.create(resource)
        assert answer.status == 201, answer.body
        return answer.json


class FhirCase(unittest.TestCase):
    """Cases at the FHIR door of one server."""
    SETTINGS = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Socle()
        cls.server.start(*cls.SETTINGS)
        cls.fhir = Fhir(cls.server.port)
        cls.base = f"http://127.0.0.1:{cls.server.port}{FHIR}"

    @classmethod
    def tearDownClass(cls):
        cls.fhir.close()
        cls.server.__exit__()


def patient(**members):
    return {"resourceType": "Patient", "name": [{"family": "Müller", "given": ["Ada"]}],
            "gender": "female", "birthDate": "1970-03-30", **members}


def observation(subject, value=6.3, code="8302-2", **members):
    return {"resourceType": "Observation", "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "subject": {"reference": subject}, "effectiveDateTime": "2020-01-02",
            "valueQuantity": {"value": value, "unit": "cm", "system": "http://unitsofmeasure.org",
                              "code": "cm"}, **members}


def outcome_codes(answer):
    body = answer.json
    assert body["resourceType"] == "OperationOutcome", body
    return [issue["code"] for issue in body["issue"]]


def transaction(*entries, kind="transaction"):
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(method, url, resource=None, full_url=None, **request):
    made = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    if full_url is not None:
        made["fullUrl"] = full_url
    return made


def entries(bundle, mode=None):
    return [e["resource"] for e in bundle.get("entry", ()) if mode is None or e["search"]["mode"] == mode]


def link(bundle, relation):
    return next((each["url"] for each in bundle["link"] if each["relation"] == relation), None)


def synthea_bundles():
    """The texts of the corpus's transaction bundles; hospitals and practitioners come first."""
    files = sorted(SYNTHEA.glob("*.json.gz"), key=lambda file: ("nformation" not in file.name, file.name))
    return [(file.name, gzip.decompress(file.read_bytes()).decode()) for file in files]
