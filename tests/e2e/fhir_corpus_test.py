"""All bundles of the Synthea corpus over HTTP: nothing is lost, all is found, the store is whole."""
import json
import re
import time
import unittest
from collections import Counter

from fhir_client import SYNTHEA, Fhir, entries, synthea_bundles
from socle_process import Socle

URN = re.compile(r"urn:uuid:[0-9a-f-]{36}")


def comparable(resource, names):
    """Without what the server sets, and with references as they were before they had ids."""
    text = json.dumps(resource, sort_keys=True)
    for name, urn in names.items():
        text = text.replace(f'"{name}"', f'"{urn}"')
    plain = json.loads(text)
    plain.pop("id", None)
    for member in ("versionId", "lastUpdated"):
        plain.get("meta", {}).pop(member, None)
    if plain.get("meta") == {}:
        del plain["meta"]
    return plain


@unittest.skipUnless(SYNTHEA.is_dir(), "the corpus of Synthea is not here")
class CorpusTest(unittest.TestCase):
    def test_all_bundles(self):
        bundles = synthea_bundles()
        counts, ids = Counter(), []
        with Socle() as server:
            server.start()
            fhir = Fhir(server.port, timeout=300)
            began = time.monotonic()
            for name, text in bundles:
                answer = fhir.send("POST", "", text)
                self.assertEqual(answer.status, 200, (name, answer.body[:2000]))
                bundle, done = json.loads(text), answer.json
                self.assertEqual(len(done["entry"]), len(bundle["entry"]), name)
                names = {}
                for asked, given in zip(bundle["entry"], done["entry"]):
                    self.assertTrue(given["response"]["status"].startswith("201"), (name, given))
                    path = "/".join(given["response"]["location"].split("/")[-4:-2])
                    names[path] = asked["fullUrl"]
                    counts[asked["resource"]["resourceType"]] += 1
                ids.append((bundle, names))
            seconds = time.monotonic() - began
            total = sum(counts.values())
            print(f"{total} resources in {seconds:.1f} s ({total / seconds:.0f}/s)")

            for kind, count in counts.items():
                found = fhir.read(f"/{kind}?_summary=count").json
                self.assertEqual(found["total"], count, kind)
            for bundle, names in ids:
                self.compare(fhir, bundle, names)
            self.search(fhir, ids[0])
            self.assertEqual(server.stop(), 0)
            print(f"{(server.folder / 'store.db').stat().st_size / total:.0f} bytes a resource")
            self.assertEqual(server.run("verify").returncode, 0)

    def compare(self, fhir, bundle, names):
        """Every 37th resource of a bundle, and its patient, come back as they went in."""
        by_urn = {urn: path for path, urn in names.items()}
        for number, item in enumerate(bundle["entry"]):
            if number % 37 != 0:
                continue
            read = fhir.read("/" + by_urn[item["fullUrl"]])
            self.assertEqual(read.status, 200)
            expected = dict(item["resource"])
            expected.pop("id", None)
            self.assertEqual(comparable(read.json, names), comparable(expected, {}), by_urn[item["fullUrl"]])

    def search(self, fhir, loaded):
        bundle, names = loaded
        path = next(path for path in names if path.startswith("Patient/"))
        subject = names[path]
        expected = sum(1 for each in bundle["entry"] if each["resource"]["resourceType"] == "Observation"
                       and each["resource"]["subject"]["reference"] == subject)
        for query in (f"/Observation?subject={path}", f"/Observation?patient={path.split('/')[1]}",
                      f"/{path}/Observation?"):
            found = fhir.read(query + "&_count=0&_total=accurate" if not query.endswith("?")
                              else query + "_count=0&_total=accurate")
            self.assertEqual(found.status, 200, found.body[:500])
            self.assertEqual(found.json["total"], expected, query)
        seen, url = set(), f"/{path}/$everything?_count=500"
        while url:
            page = fhir.read(url)
            self.assertEqual(page.status, 200, page.body[:500])
            seen |= {f"{r['resourceType']}/{r['id']}" for r in entries(page.json)}
            url = next((each["url"].split("/fhir", 1)[1] for each in page.json["link"]
                        if each["relation"] == "next"), None)
        self.assertEqual(set(names) - seen, set())


if __name__ == "__main__":
    unittest.main()
