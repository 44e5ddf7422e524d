"""Search parameters of the store's own: what is there is indexed in the background, what comes by its commit."""
import threading
import time
import unittest
import urllib.parse

from fhir_client import Fhir, FhirCase, entries, entry, observation, outcome_codes, patient, transaction
from socle_process import Socle

RESOURCES = 1500


def parameter(code, expression, kind="string", base=("Patient",), **members):
    return {"resourceType": "SearchParameter", "id": code, "url": f"http://example.org/{code}", "name": code,
            "status": "active", "description": code, "code": code, "base": list(base), "type": kind,
            "expression": expression, **members}


def states(fhir):
    """What $indexing says, by code: state, done, of, failed."""
    found = {}
    for one in fhir.read("/SearchParameter/$indexing").json["parameter"]:
        parts = {part["name"]: next(value for name, value in part.items() if name != "name") for part in one["part"]}
        found[parts["code"]] = parts
    return found


def wait(fhir, code, state="indexed"):
    """Until the parameter is in that state; None: until it is gone."""
    for _ in range(600):
        known = states(fhir).get(code)
        if (known and known["state"]) == state:
            return known
        time.sleep(0.05)
    raise AssertionError(f"{code} is not {state}: {states(fhir)}")


def fill(fhir, begin, count):
    """Patients in bundles, each with a nickname, every third with a city too."""
    for first in range(begin, begin + count, 250):
        made = []
        for i in range(first, min(first + 250, begin + count)):
            made.append(entry("PUT", f"Patient/n{i}", patient(
                id=f"n{i}", name=[{"use": "nickname", "given": [f"nick{i % 50}"]}, {"family": "Martin"}],
                **({"address": [{"city": f"Lyon {i % 9}"}]} if i % 3 == 0 else {}))))
        answer = fhir.send("POST", "", transaction(*made))
        assert answer.status == 200, answer.body[:300]


def found(fhir, query):
    """The ids of all pages, sorted."""
    ids, path = [], f"/Patient?{query}&_count=1000"
    while path:
        answer = fhir.read(path)
        assert answer.status == 200, answer.body
        bundle = answer.json
        ids += [each["id"] for each in entries(bundle)]
        path = next((each["url"].split("/fhir", 1)[1] for each in bundle["link"] if each["relation"] == "next"), None)
    return sorted(ids)


NICKNAME = parameter("nickname", "Patient.name.where(use='nickname').given")
NAME_AND_TOWN = parameter("name-and-town", "Patient", "composite", component=[
    {"definition": NICKNAME["url"], "expression": "name.where(use='nickname').given"},
    {"definition": "http://hl7.org/fhir/SearchParameter/individual-address-city", "expression": "address.city"}])


class CustomParameters(FhirCase):
    def test_is_indexed_while_others_write_and_search(self):
        fill(self.fhir, 0, RESOURCES)
        self.assertEqual(self.fhir.read("/Patient?nickname=nick7").status, 400)
        failures, stop = [], threading.Event()

        def others():
            with Fhir(self.server.port) as fhir:
                number = RESOURCES
                while not stop.is_set():
                    fill(fhir, number, 5)
                    answer = fhir.read("/Patient?nickname=nick7")
                    if answer.status not in (200, 400):
                        failures.append(answer.body)
                    if answer.status == 200:
                        wanted = sum(1 for i in range(number + 5) if i % 50 == 7)
                        if len(found(fhir, "nickname:exact=nick7")) != wanted:
                            failures.append(f"{number + 5} patients")
                    number += 5
        thread = threading.Thread(target=others)
        thread.start()
        self.assertEqual(self.fhir.update(NICKNAME).status, 201)
        self.assertEqual(self.fhir.read("/Patient?nickname=nick7").status, 400)
        known = wait(self.fhir, "nickname")
        time.sleep(0.3)
        stop.set()
        thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(known["failed"], 0)
        self.assertGreaterEqual(known["done"], RESOURCES)
        names = {one["name"] for rest in self.fhir.read("/metadata").json["rest"] for of in rest["resource"]
                 if of["type"] == "Patient" for one in of["searchParam"]}
        self.assertIn("nickname", names)
        # Changes and deletions, by their commits.
        self.fhir.update(patient(id="n7", name=[{"use": "nickname", "given": ["Zed"]}]))
        self.assertNotIn("n7", found(self.fhir, "nickname=nick7"))
        self.assertEqual(found(self.fhir, "nickname=zed"), ["n7"])
        self.fhir.send("DELETE", "/Patient/n7")
        self.assertEqual(found(self.fhir, "nickname=zed"), [])

    def test_every_type_of_parameter(self):
        fhir = self.fhir
        fhir.update({"resourceType": "Organization", "id": "hosp", "name": "Hôpital"})
        about = fhir.new(patient(multipleBirthInteger=3, photo=[{"url": "http://example.org/photo/1"}],
                                 contact=[{"name": {"family": "Durand"}, "period": {"start": "2019-02-03"}, "gender": "male"}],
                                 managingOrganization={"reference": "Organization/hosp"}))
        seen = fhir.new(observation(f"Patient/{about['id']}", value=172,
                                    referenceRange=[{"low": {"value": 150, "unit": "cm", "code": "cm",
                                                             "system": "http://unitsofmeasure.org"}}]))
        made = [parameter("birth-order", "Patient.multipleBirth.ofType(integer)", "number"),
                parameter("photo-url", "Patient.photo.url", "uri"),
                parameter("contact-since", "Patient.contact.period", "date"),
                parameter("contact-gender", "Patient.contact.gender", "token"),
                parameter("caring", "Patient.managingOrganization", "reference", target=["Organization"]),
                parameter("lowest", "Observation.referenceRange.low", "quantity", base=["Observation"]),
                parameter("said", "(Patient.name.family | Observation.code.text).upper()", base=["Patient", "Observation"])]
        answer = fhir.send("POST", "", transaction(*[entry("PUT", f"SearchParameter/{one['id']}", one) for one in made]))
        self.assertEqual(answer.status, 200, answer.body)
        for one in made:
            wait(fhir, one["code"])
        for query in ("birth-order=3", "birth-order=gt2", "photo-url=http://example.org/photo/1", "contact-since=ge2019-02-03",
                      "contact-since=lt2020", "contact-gender=male", "contact-gender:not=female&birth-order=3",
                      "contact-gender=http://hl7.org/fhir/administrative-gender|male", "caring=Organization/hosp",
                      "caring.name=hop", "caring:missing=false", "_filter=" + urllib.parse.quote("birth-order gt 2 and caring.name sw \"hop\""),
                      "_has:Observation:patient:lowest=150||cm"):
            self.assertEqual(found(fhir, query), [about["id"]], query)
        self.assertNotIn(about["id"], found(fhir, "birth-order:missing=true"))
        bundle = fhir.read("/Patient?birth-order=3&_include=Patient:caring&_sort=-birth-order").json
        self.assertEqual([each["resourceType"] for each in entries(bundle)], ["Patient", "Organization"])
        bundle = fhir.read("/Organization?_id=hosp&_revinclude=Patient:caring").json
        self.assertEqual([each["resourceType"] for each in entries(bundle)], ["Organization", "Patient"])
        self.assertEqual([each["id"] for each in entries(fhir.read("/Observation?lowest=ge1.5||m").json)], [seen["id"]])

    def test_a_change_is_another_parameter(self):
        fhir = self.fhir
        one = fhir.new(patient(name=[{"family": "Changed", "given": ["First"]}]))
        fhir.update(parameter("changes", "Patient.name.given"))
        wait(fhir, "changes")
        self.assertEqual(found(fhir, "changes=first"), [one["id"]])
        # What says the same leaves it as it is.
        fhir.update(parameter("changes", "Patient.name.given", name="another"))
        self.assertEqual(found(fhir, "changes=first"), [one["id"]])
        fhir.update(parameter("changes", "Patient.name.family"))
        self.assertEqual(fhir.read("/Patient?changes=first").status, 400)
        wait(fhir, "changes")
        self.assertEqual(found(fhir, "changes=first"), [])
        self.assertEqual(found(fhir, "changes=changed"), [one["id"]])
        # It is no more.
        self.assertEqual(fhir.update(parameter("changes", "Patient.name.family", status="retired")).status, 200)
        self.assertEqual(fhir.read("/Patient?changes=changed").status, 400)
        wait(fhir, "changes", None)
        fhir.update(parameter("changes", "Patient.name.family"))
        wait(fhir, "changes")
        self.assertEqual(found(fhir, "changes=changed"), [one["id"]])
        fhir.send("DELETE", "/SearchParameter/changes")
        self.assertEqual(fhir.read("/Patient?changes=changed").status, 400)
        answer = fhir.read("/Patient?changes=changed", Prefer="handling=lenient")
        self.assertEqual(answer.status, 200)

    def test_composites(self):
        """Values stand together where they are of one element; definitions are R4's or the store's own."""
        fhir = self.fhir
        both = fhir.new(patient(address=[{"city": "Lyon", "use": "home"}, {"city": "Metz", "use": "work", "postalCode": "57000"}]))
        one = fhir.new(patient(address=[{"city": "METZ", "use": "home"}, {"use": "work"}], multipleBirthInteger=1))
        fhir.update(parameter("code-post", "Patient.address.postalCode"))
        fhir.update(parameter("first", "Patient.multipleBirth.ofType(integer)", "number"))
        wait(fhir, "code-post")
        wait(fhir, "first")
        r4 = "http://hl7.org/fhir/SearchParameter/individual-address-"
        made = [parameter("city-use", "Patient.address", "composite", component=[
                    {"definition": r4 + "city", "expression": "city"}, {"definition": r4 + "use|4.0.1", "expression": "use"}]),
                parameter("post-city", "Patient.address", "composite", component=[
                    {"definition": "http://example.org/code-post", "expression": "postalCode"}, {"definition": r4 + "city", "expression": "city"}]),
                parameter("first-city", "Patient", "composite", component=[
                    {"definition": "http://example.org/first", "expression": "multipleBirth.ofType(integer)"},
                    {"definition": r4 + "city", "expression": "address.city"}])]
        for each in made:
            self.assertEqual(fhir.update(each).status, 201)
            wait(fhir, each["code"])
        late = fhir.new(patient(address=[{"city": "Lyon", "use": "work", "postalCode": "69000"}]))
        both, one, late = both["id"], one["id"], late["id"]
        for query, expected in (("city-use=lyon$home", [both]), ("city-use=Lyon$work", [late]), ("city-use=met$home", [one]),
                                ("city-use=Metz$work", [both]), ("city-use=metz$old", []), ("city-use=Lyon$home,Lyon$work", [both, late]),
                                ("city-use:missing=false", [both, one, late]), ("post-city=57$metz", [both]), ("post-city=57$lyon", []),
                                ("post-city=69000$lyon&city-use=lyon$work", [late]), ("first-city=1$metz", [one]), ("first-city=lt2$me", [one]),
                                ("first-city=1$lyon", [])):
            with self.subTest(query):
                self.assertEqual(found(fhir, query.replace("$", "%24")), sorted(expected))
        self.assertEqual(fhir.read("/Patient?city-use=lyon").status, 400)
        by_observation = fhir.new(observation(f"Patient/{late}"))
        chained = fhir.read("/Observation?subject:Patient.city-use=Lyon%24work").json
        self.assertEqual([each["id"] for each in entries(chained)], [by_observation["id"]])
        # A page shows the set as it was.
        page = fhir.read("/Patient?city-use=Lyon%24home,Lyon%24work&_count=1&_sort=_id").json
        fhir.update(patient(id=max(both, late)))
        following = next(each["url"] for each in page["link"] if each["relation"] == "next").split("/fhir", 1)[1]
        self.assertEqual([each["id"] for each in entries(fhir.read(following).json)], [max(both, late)])
        self.assertEqual(found(fhir, "city-use=Lyon%24home,Lyon%24work"), [min(both, late)])
        # The definition may go; what says other components is another parameter.
        fhir.send("DELETE", "/SearchParameter/code-post")
        wait(fhir, "code-post", None)
        self.assertEqual(found(fhir, "post-city=57%24metz"), [both] if both < late else [])
        made[0]["component"].reverse()
        fhir.update(made[0])
        wait(fhir, "city-use")
        self.assertEqual(found(fhir, "city-use=home%24metz"), [one])
        for each in made:
            fhir.send("DELETE", f"/SearchParameter/{each['id']}")
            wait(fhir, each["code"], None)

    def test_composites_that_cannot_be(self):
        city = {"definition": "http://hl7.org/fhir/SearchParameter/individual-address-city", "expression": "city"}
        for components, element in (
                ([city], "component"), ([city, {"definition": "http://example.org/none", "expression": "use"}], "component[1].definition"),
                ([city, {**city, "expression": "city.where("}], "component[1].expression"),
                ([{**city, "definition": "http://hl7.org/fhir/SearchParameter/Observation-code-value-quantity"}, city], "component[0].definition"),
                ([{**city, "definition": "http://hl7.org/fhir/SearchParameter/Location-near"}, city], "component[0].definition"),
                ([city] * 17, "component")):
            answer = self.fhir.update(parameter("bad", "Patient.address", "composite", component=components))
            self.assertEqual(answer.status, 422, answer.body)
            self.assertEqual(answer.json["issue"][0]["expression"], ["SearchParameter." + element])

    def test_those_that_cannot_be_are_refused(self):
        bad = [parameter("a1", "Patient.name.where("), parameter("a2", ""), parameter("family", "Patient.name.given"),
               parameter("a.b", "Patient.name"), parameter("_a", "Patient.name"), parameter("a4", "Patient.name", "composite"),
               parameter("a5", "Patient.name", "special"), parameter("a6", "Patient.nosuch()")]
        for one in bad:
            one["id"] = "bad"
            if not one["expression"]:
                del one["expression"]
            answer = self.fhir.update(one)
            self.assertIn(answer.status, (400, 422), (one, answer.body))
            self.assertTrue(outcome_codes(answer), answer.body)
            self.assertEqual(self.fhir.read("/SearchParameter/bad").status, 404)
        # A draft is no parameter; one that stands for a definition of R4 leaves that in effect.
        draft = parameter("drafted", "Patient.name", status="draft")
        self.assertEqual(self.fhir.update(draft).status, 201)
        self.assertEqual(self.fhir.read("/Patient?drafted=x").status, 400)
        same = parameter("family", "Patient.name.given", url="http://hl7.org/fhir/SearchParameter/individual-family")
        self.assertEqual(self.fhir.update(same).status, 201)
        # Two of one code.
        self.assertEqual(self.fhir.update(parameter("twice", "Patient.name.given")).status, 201)
        second = parameter("twice", "Patient.name.family", url="http://example.org/other")
        second["id"] = "other"
        self.assertEqual(self.fhir.update(second).status, 422)

    def test_an_expression_that_takes_too_long_holds_up_nothing(self):
        hostile = "Patient.name.given." + "repeat(children()).select($this | %resource.descendants())." * 3 + "count().toString()"
        self.assertEqual(self.fhir.update(parameter("hostile", hostile)).status, 201)
        began = time.monotonic()
        one = self.fhir.create(patient())
        self.assertEqual(one.status, 201, one.body)
        self.assertLess(time.monotonic() - began, 5)
        known = wait(self.fhir, "hostile")
        self.assertGreater(known["failed"] + known["done"], 0)
        self.fhir.send("DELETE", "/SearchParameter/hostile")
        wait(self.fhir, "hostile", None)


class Interrupted(unittest.TestCase):
    def test_goes_on_after_a_crash(self):
        with Socle() as server:
            server.start()
            with Fhir(server.port) as fhir:
                fill(fhir, 0, RESOURCES)
                self.assertEqual(fhir.update(NICKNAME).status, 201)
                fhir.update(parameter("town", "Patient.address.city"))
                fhir.update(NAME_AND_TOWN)
                self.assertEqual(fhir.update(NAME_AND_TOWN | {"status": "draft"}).status, 200)
                self.assertEqual(fhir.update(NAME_AND_TOWN).status, 200)
            crashes = 0
            while crashes < 12:
                time.sleep(1.1)   # it begins a second after the start
                with Fhir(server.port) as fhir:
                    known = states(fhir)
                server.kill()
                crashes += 1
                server.start()
                if all(one["state"] == "indexed" for one in known.values()):
                    break
            with Fhir(server.port) as fhir:
                for code in ("nickname", "town", "name-and-town"):
                    self.assertEqual(wait(fhir, code)["failed"], 0)
                for i in (0, 7, 49):
                    self.assertEqual(len(found(fhir, f"nickname=nick{i}&nickname:exact=nick{i}")), RESOURCES // 50)
                self.assertEqual(len(found(fhir, "town:missing=false")), RESOURCES // 3)
                self.assertEqual(len(found(fhir, "name-and-town=nick13%24lyon")), RESOURCES // 150)
                self.assertEqual(len(found(fhir, "name-and-town:missing=false")), RESOURCES // 3)
            server.stop()
            server.run("verify")
            server.run("reindex")
            server.start()
            with Fhir(server.port) as fhir:
                self.assertEqual(states(fhir)["nickname"]["state"], "indexed")
                self.assertEqual(len(found(fhir, "town:missing=false")), RESOURCES // 3)
                self.assertEqual(len(found(fhir, "name-and-town=nick13%24lyon")), RESOURCES // 150)
            server.stop()
            server.run("verify")


if __name__ == "__main__":
    unittest.main()
