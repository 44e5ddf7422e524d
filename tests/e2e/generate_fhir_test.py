"""`socle generate --fhir` writes resources of the patients whose compositions `--out` writes."""

import json
import pathlib
import tempfile
import unittest

from socle_process import run


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class GenerateFhir(unittest.TestCase):
    def test_the_same_people(self):
        with tempfile.TemporaryDirectory() as directory:
            base = pathlib.Path(directory)
            run("generate", "--patients", "5", "--years", "1", "--seed", "3", "--out", str(base / "ehr"),
                "--fhir", str(base / "fhir"), "--bundles", "--store", f"sqlite:{base}/socle.db")
            subjects = [line["ehr_status"]["subject"]["external_ref"]["id"]["value"]
                        for line in lines(base / "ehr" / "ehrs-0000.ndjson") if "ehr_status" in line]
            self.assertEqual([p["id"] for p in lines(base / "fhir" / "Patient.ndjson")], subjects)
            bundle = json.loads((base / "fhir" / "bundles" / f"{subjects[0]}.json").read_text(encoding="utf-8"))
            self.assertEqual(bundle["type"], "transaction")
            self.assertEqual(bundle["entry"][0]["request"], {"method": "PUT", "url": "Patient/" + subjects[0]})
            self.assertFalse((base / "socle.db").exists())

    def test_its_bundles_can_be_imported(self):
        with tempfile.TemporaryDirectory() as directory:
            base = pathlib.Path(directory)
            run("generate", "--patients", "5", "--years", "1", "--seed", "3", "--fhir", str(base), "--bundles")
            count = sum(len(json.loads(file.read_text(encoding="utf-8"))["entry"])
                        for file in (base / "bundles").iterdir())
            done = run("import", str(base / "bundles"), "--store", f"sqlite:{base}/socle.db")
            self.assertIn(f"imported {count:,} resources", done.stdout)


if __name__ == "__main__":
    unittest.main()
