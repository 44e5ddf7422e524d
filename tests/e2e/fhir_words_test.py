"""_text and _content: refused without the setting, indexed in the background when it comes, removed when it goes."""
import time
import unittest
import urllib.parse

from fhir_client import Fhir, entries, outcome_codes, patient
from socle_process import Socle

ON = ("--fhir-text-search", "on")


def condition(subject, text):
    return {"resourceType": "Condition", "subject": {"reference": subject}, "code": {"text": text},
            "text": {"status": "generated", "div": f"<div xmlns=\"http://www.w3.org/1999/xhtml\">{text}</div>"}}


def words(server):
    return server.count("fhir_string WHERE param < -20000")


def found(fhir, query):
    answer = fhir.read("/Condition?" + query)
    return sorted(one["code"]["text"] for one in entries(answer.json)) if answer.status == 200 else answer.status


def wait(fhir, query, wanted):
    for _ in range(200):
        if found(fhir, query) == wanted:
            return
        time.sleep(0.05)
    raise AssertionError((found(fhir, query), wanted))


class Words(unittest.TestCase):
    def test_come_and_go_with_the_setting(self):
        with Socle() as server:
            server.start()
            with Fhir(server.port) as fhir:
                about = "Patient/" + fhir.new(patient())["id"]
                for text in ("Asthme sévère", "Asthme léger", "Hypertension artérielle"):
                    fhir.new(condition(about, text))
                answer = fhir.read("/Condition?_content=asthme")
                self.assertEqual(answer.status, 501)
                self.assertEqual(outcome_codes(answer), ["not-supported"])
                self.assertIn(b"fhir-text-search", answer.body)
                self.assertNotIn(b'"_content"', fhir.read("/metadata").body)
            self.assertEqual(words(server), 0)
            server.stop()
            server.start(*ON)
            with Fhir(server.port) as fhir:
                wait(fhir, "_content=asthme", ["Asthme léger", "Asthme sévère"])
                wait(fhir, "_text=ARTERIELLE", ["Hypertension artérielle"])
                self.assertIn(b'"_content"', fhir.read("/metadata").body)
                fhir.new(condition(about, "Asthme de l'enfant"))
                self.assertEqual(found(fhir, "_content=asthme%20NOT%20(severe%20OR%20leger)"), ["Asthme de l'enfant"])
                self.assertEqual(len(found(fhir, f"_content=asth*&subject={about}")), 3)
                self.assertEqual(found(fhir, "_content=(asthme"), 400)
                # Whatever is nested: an answer, or a refusal.
                for depth in range(1, 40):
                    for text in ("(" * depth + "asthme" + " OR leger) NOT severe" * depth, "NOT " * depth + "asthme"):
                        for path in ("/Condition?", "/Observation?has-member.focus:Condition."):
                            answer = fhir.read(path + "_content=" + urllib.parse.quote(text))
                            self.assertIn(answer.status, (200, 400), (depth, text, answer.body))
                self.assertIn(fhir.read("/Condition?_content=" + "%20OR%20".join(f"w{i}" for i in range(5000))).status, (400, 414))
                self.assertEqual(found(fhir, "_content=" + "%20OR%20".join(f"w{i}" for i in range(300))), [])
            server.stop()
            server.run("verify")
            server.run("reindex", *ON)
            server.run("verify")
            server.start()
            for _ in range(200):
                if words(server) == 0:
                    break
                time.sleep(0.05)
            self.assertEqual(words(server), 0)
            with Fhir(server.port) as fhir:
                self.assertEqual(found(fhir, "_content=asthme"), 501)
            server.stop()
            server.run("verify")


if __name__ == "__main__":
    unittest.main()
