"""The page of the FHIR door, as the binary serves it: to whom, and in a browser."""
import json
import subprocess
import unittest

from socle_process import SOURCE, Socle

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FHIR = "application/fhir+json"
NARRATIVE = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Anna <b>Pagetest</b></p></div>'


def patient(**more):
    return {"resourceType": "Patient", "id": "page-1", "text": {"status": "generated", "div": NARRATIVE},
            "name": [{"family": "Pagetest", "given": ["Anna"]}], "birthDate": "1974-12-25", **more}


class FhirPageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Socle().start()
        cls.client = cls.server.client()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def request(self, method, path, body=None, **headers):
        return self.client.request(method, path, body, **{"Content_Type": FHIR, **headers})

    def test_who_gets_the_page(self):
        page = self.request("GET", "/fhir", Accept=BROWSER)
        self.assertEqual((page.status, page.headers["content-type"]), (200, "text/html; charset=utf-8"))
        self.assertIn(b"/web/assets/", page.body)
        self.assertTrue(page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'"))
        self.assertEqual(self.request("GET", "/fhir", Accept="text/html").body, page.body)
        self.assertEqual(self.request("GET", "/fhir-browser", Accept="*/*").body, page.body)
        for accept in (FHIR, "application/json", "*/*", "text/html;q=0.5, application/fhir+json"):
            answer = self.request("GET", "/fhir", Accept=accept)
            self.assertNotIn(b"<!doctype html>", answer.body.lower(), accept)
            self.assertIn("json", answer.headers["content-type"], accept)
        asked = self.request("GET", "/fhir?_type=Patient", Accept=BROWSER)
        self.assertNotIn(b"<!doctype html>", asked.body.lower())

    def test_in_a_browser(self):
        self.assertEqual(self.request("PUT", "/fhir/Patient/page-1", patient()).status, 201)
        self.assertEqual(self.request("PUT", "/fhir/Patient/page-1", patient(gender="female")).status, 200)
        weight = {"resourceType": "Observation", "status": "final", "code": {"text": "Weight"}, "subject": {"reference": "Patient/page-1"}}
        for uid in ("weight-1", "weight-2"):
            self.assertEqual(self.request("PUT", f"/fhir/Observation/{uid}", {**weight, "id": uid}).status, 201)
        done = subprocess.run(["node", str(SOURCE / "web/e2e/fhir_served.mjs"), f"http://127.0.0.1:{self.server.port}", "Pagetest"],
                              capture_output=True, text=True, timeout=300, cwd=SOURCE / "web")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        seen = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual((seen["title"], seen["errors"], seen["complaints"]), ("FHIR · Socle", [], []))
        self.assertEqual(seen["counts"], {"Observation": "2", "Patient": "1"})
        self.assertEqual(seen["found"][:5], ["page-1", "Anna Pagetest", "", "", "1974-12-25"])
        self.assertEqual((seen["heading"], seen["narrative"]), ("Patient Anna Pagetest", "<div><p>Anna <b>Pagetest</b></p></div>"))
        self.assertEqual(sorted(seen["into"]), ["Observation by patient 2", "Observation by subject 2"])
        self.assertEqual([" ".join(v.split()[:3]) for v in seen["versions"]], ["Version 2 written", "Version 1 written"])
        self.assertEqual(sorted(seen["onPage"]), ["weight-1", "weight-2"])
        self.assertEqual(seen["changes"], ['+ "gender": "female",'])


if __name__ == "__main__":
    unittest.main()
