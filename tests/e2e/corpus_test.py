"""Real templates and compositions through the door, compared value by value."""
import json
import unittest

from socle_process import CORPUS, Socle, new_ehr

# Documents of the corpus that are wrong, each with the rule that must be named (None: not JSON at all).
REFUSED = {
    "Test_dv_boolean_true_false.v0__.json": "boolean",
    "Test_dv_count_range_constraint.v0__.json": "range",
    "Test_dv_interval_dv_count_lower_upper_constraint.v0__.json": "range",
    "Test_dv_interval_dv_count_open_constraint.v0__.json": "invariant:Limits_consistent",
    "Test_dv_interval_dv_quantity_lower_upper_constraint.v0__.json": "range",
    "Test_dv_interval_dv_quantity_open_constraint.v0__.json": "invariant:Limits_consistent",
    "family_history.v.1.2.3__.json": "unknown_attribute",
    "family_history__with_uid.json": "invariant:Value_valid",
    "hc3_spirometry_test_result_v0.6__.json": "name",
    "minimal_FEEDER_AUDIT.feeder_audit.original_content.value_links.json": "template_unknown",
    "minimal_instruction_1.composition.json": "pattern",
    "nested.en.v1__invalid_opt_doesnt_exist.json": "template_unknown",
    "nested.en.v1__invalid_wrong_structure.json": None,
    "persistent_minimal.en.v1__invalid_wrong_structure.json": None,
    "000_ehr_status_ecis.json": "unknown_attribute",
}

def without_types(value):
    if isinstance(value, dict):
        return {k: without_types(v) for k, v in value.items() if k != "_type" and v is not None}
    if isinstance(value, list):
        return [without_types(v) for v in value]
    return value


def differences(sent, got, path=""):
    """Paths where what came back is not what was sent; numbers are compared by their characters."""
    if isinstance(sent, dict) and isinstance(got, dict):
        for key in sorted(set(sent) | set(got)):
            if path == "" and key == "uid":
                continue
            if key not in sent or key not in got:
                yield f"{path}/{key}: {'missing' if key in sent else 'added'}"
            else:
                yield from differences(sent[key], got[key], f"{path}/{key}")
    elif isinstance(sent, list) and isinstance(got, list):
        if len(sent) != len(got):
            yield f"{path}: {len(sent)} items became {len(got)}"
        for i, (a, b) in enumerate(zip(sent, got)):
            yield from differences(a, b, f"{path}[{i}]")
    elif sent != got or type(sent) is not type(got):
        yield f"{path}: {sent!r} became {got!r}"


def parse(text):
    """JSON with numbers as they are written."""
    return json.loads(text, parse_float=lambda t: ("number", t), parse_int=lambda t: ("number", t))


@unittest.skipUnless((CORPUS / "openehr").is_dir(), "the corpus is not here")
class CorpusTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Socle().start()
        cls.client = cls.server.client()

    @classmethod
    def tearDownClass(cls):
        try:
            cls.server.run("verify")   # what the archetype tables say of all this is what a rebuild says
        finally:
            cls.server.__exit__()

    def upload(self, folder):
        for file in sorted((CORPUS / "openehr" / folder).iterdir()):
            answer = self.client.post("/definition/template/adl1.4", file.read_bytes(), Content_Type="application/xml")
            self.assertIn(answer.status, (201, 409), f"{file.name}: {answer.body[:2000]}")

    def test_templates_come_back_as_they_were(self):
        for folder in ("templates", "formats/templates", "queries/opts"):
            self.upload(folder)
        listed = self.client.get("/definition/template/adl1.4").json
        self.assertGreater(len(listed), 60)
        for entry in listed[:10]:
            got = self.client.get("/definition/template/adl1.4/" + entry["template_id"].replace(" ", "%20"))
            self.assertEqual(got.status, 200)
            self.assertIn(entry["template_id"].encode(), got.body)

    def test_invalid_templates_are_refused(self):
        for file in sorted((CORPUS / "openehr/invalid_templates").iterdir()):
            answer = self.client.post("/definition/template/adl1.4", file.read_bytes(), Content_Type="application/xml")
            self.assertIn(answer.status, (400, 422), f"{file.name}: {answer.status}")
            self.assertTrue(answer.json["message"])

    def test_compositions_come_back_value_by_value(self):
        for folder in ("templates", "queries/opts"):
            self.upload(folder)
        ehr = new_ehr(self.client)
        accepted = 0
        for folder in ("compositions/canonical_json", "queries/compositions"):
            for file in sorted((CORPUS / "openehr" / folder).glob("*.json")):
                text = file.read_text().replace("${system_id_with_tenant}", "test.socle")
                answer = self.client.post(f"/ehr/{ehr}/composition", text, Prefer="return=representation")
                with self.subTest(file=file.name):
                    if file.name in REFUSED:
                        self.check_refused(answer, REFUSED[file.name])
                    elif answer.status != 409:   # some documents of the corpus carry one uid
                        self.assertEqual(answer.status, 201, answer.body[:3000])
                        got = self.client.get(f"/ehr/{ehr}/composition/{answer.etag}")
                        self.assertEqual(got.body, answer.body)
                        found = list(differences(without_types(parse(text)), without_types(parse(got.body))))
                        self.assertEqual(found, [])
                        accepted += 1
        self.assertGreater(accepted, 40)

    def check_refused(self, answer, rule):
        if rule is None:
            self.assertEqual(answer.status, 400, answer.body[:500])
            return
        self.assertEqual(answer.status, 422, answer.body[:500])
        self.assertIn(rule, {violation["rule"] for violation in answer.json["violations"]})

    def test_statuses_come_back(self):
        for file in sorted((CORPUS / "openehr/ehr_status").glob("*.json")):
            # A subject has one EHR: each of these gets a subject of its own.
            document = json.loads(file.read_text())
            if document.get("subject", {}).get("external_ref"):
                document["subject"]["external_ref"]["id"]["value"] = file.name
            text = json.dumps(document)
            with self.subTest(file=file.name):
                answer = self.client.post("/ehr", text)
                if file.name in REFUSED:
                    self.check_refused(answer, REFUSED[file.name])
                    continue
                self.assertEqual(answer.status, 201, answer.body[:1000])
                got = self.client.get(f"/ehr/{answer.etag}/ehr_status")
                self.assertEqual(list(differences(without_types(parse(text)), without_types(parse(got.body)))), [])


if __name__ == "__main__":
    unittest.main()
