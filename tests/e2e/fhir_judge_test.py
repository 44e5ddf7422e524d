"""Synthea's patients, several times over (JUDGE_COPIES): counts, $everything and random searches beside a naive evaluation."""
import collections
import json
import os
import random
import time
import unittest
import urllib.parse

from fhir_client import SYNTHEA, Fhir, entries, link, synthea_bundles
from fhir_naive_search import codings, date_matches, in_unit, interval_of, number_matches, text_matches, token_matches
from socle_process import Socle
from synthea_copies import copies_of

COPIES = int(os.environ.get("JUDGE_COPIES", "1"))
SEED = int(os.environ.get("JUDGE_SEED", str(time.time_ns() % 1_000_000)))
ROUNDS = int(os.environ.get("JUDGE_ROUNDS", "300"))
MOST = 3000   # resources of an answer that are looked at one by one; of longer ones the number is compared


class Truth:
    """What was sent, with the names that the server gave: by type, then by id."""

    def __init__(self):
        self.of, self.by_condition, self.members = collections.defaultdict(dict), {}, collections.defaultdict(set)

    def add(self, bundle, answer):
        names = {}
        for asked, given in zip(bundle["entry"], answer["entry"]):
            names[asked["fullUrl"]] = "/".join(given["response"]["location"].split("/")[-4:-2])
        subject = next((name for name in names.values() if name.startswith("Patient/")), None)
        for asked in bundle["entry"]:
            name = names[asked["fullUrl"]]
            kind, identifier = name.split("/")
            self.of[kind][identifier] = self.renamed(asked["resource"], names)
            for each in asked["resource"].get("identifier", ()):
                self.by_condition[f"{kind}?identifier={each.get('system')}|{each.get('value')}"] = name
            if subject is not None:
                self.members[subject].add(name)

    def renamed(self, value, names):
        if isinstance(value, list):
            return [self.renamed(each, names) for each in value]
        if not isinstance(value, dict):
            return value
        made = {key: self.renamed(each, names) for key, each in value.items()}
        if isinstance(made.get("reference"), str):
            made["reference"] = names.get(made["reference"], self.by_condition.get(made["reference"], made["reference"]))
        return made


def texts_of_names(resource):
    found = []
    for name in resource.get("name", ()):
        found += [name[key] for key in ("family", "text") if key in name]
        found += [text for key in ("given", "prefix", "suffix") for text in name.get(key, ())]
    return found


def cities(resource):
    return [address["city"] for address in resource.get("address", ()) if "city" in address]


def one(*keys):
    """What stands at keys[0].keys[1]…, as a list."""
    def values(resource):
        for key in keys:
            resource = resource.get(key) if isinstance(resource, dict) else None
        return [] if resource is None else [resource]
    return values


def concepts(*keys):
    def values(resource):
        found = [resource]
        for key in keys:
            found = [each for item in found if key in item for each in (item[key] if isinstance(item[key], list) else [item[key]])]
        return [pair for concept in found for pair in codings(concept)]
    return values


def plain_codes(key):
    return lambda resource: [(None, resource[key])] if key in resource else []


def identifiers(resource):
    return [(each.get("system"), each.get("value")) for each in resource.get("identifier", ())]


def effective(resource):
    return [resource[key] for key in ("effectiveDateTime", "effectivePeriod") if key in resource]


# What is searched: type, parameter, kind, and where its values stand.
PARAMETERS = [
    ("Patient", "gender", "token", plain_codes("gender")), ("Patient", "identifier", "token", identifiers),
    ("Patient", "name", "string", texts_of_names), ("Patient", "address-city", "string", cities), ("Patient", "birthdate", "date", one("birthDate")),
    ("Patient", "death-date", "date", one("deceasedDateTime")),
    ("Observation", "code", "token", concepts("code")), ("Observation", "category", "token", concepts("category")),
    ("Observation", "status", "token", plain_codes("status")), ("Observation", "date", "date", effective),
    ("Observation", "value-quantity", "quantity", one("valueQuantity")), ("Observation", "value-concept", "token", concepts("valueCodeableConcept")),
    ("Observation", "subject", "reference", one("subject", "reference")), ("Observation", "encounter", "reference", one("encounter", "reference")),
    ("Condition", "code", "token", concepts("code")), ("Condition", "clinical-status", "token", concepts("clinicalStatus")),
    ("Condition", "onset-date", "date", one("onsetDateTime")), ("Condition", "abatement-date", "date", one("abatementDateTime")),
    ("Condition", "recorded-date", "date", one("recordedDate")), ("Condition", "subject", "reference", one("subject", "reference")),
    ("Encounter", "date", "date", one("period")), ("Encounter", "status", "token", plain_codes("status")), ("Encounter", "type", "token", concepts("type")),
    ("Encounter", "subject", "reference", one("subject", "reference")), ("Encounter", "service-provider", "reference", one("serviceProvider", "reference")),
    ("Procedure", "code", "token", concepts("code")), ("Procedure", "subject", "reference", one("subject", "reference")),
    ("MedicationRequest", "status", "token", plain_codes("status")), ("MedicationRequest", "authoredon", "date", one("authoredOn")),
    ("MedicationRequest", "encounter", "reference", one("encounter", "reference")),
    ("Immunization", "vaccine-code", "token", concepts("vaccineCode")), ("Immunization", "date", "date", one("occurrenceDateTime")),
]
OF = {(kind, code): (form, values) for kind, code, form, values in PARAMETERS}
TO_PATIENT = [("Observation", "subject"), ("Condition", "subject"), ("Encounter", "subject"), ("Procedure", "subject")]


class Asker:
    """Makes random criteria: (text of the query, predicate over a resource)."""

    def __init__(self, truth, chance):
        self.truth, self.chance = truth, chance

    def value(self, kind, values):
        """A value that stands somewhere."""
        for _ in range(200):
            found = values(self.chance.choice(list(self.truth.of[kind].values())))
            if found:
                return self.chance.choice(found)
        return None

    def criterion(self, kind, code):
        form, values = OF[kind, code]
        if self.chance.random() < 0.1:
            missing = self.chance.random() < 0.5
            return f"{code}:missing={str(missing).lower()}", lambda resource: bool(values(resource)) != missing
        value = self.value(kind, values)
        if value is None:
            return None
        return getattr(self, form)(code, values, value)

    def token(self, code, values, value):
        asked = [self.spelt(value)]
        if self.chance.random() < 0.3:
            asked.append("nosuch")
        negated = self.chance.random() < 0.2

        def holds(resource):
            return any(token_matches(each, *pair) for each in asked for pair in values(resource)) != negated
        return f"{code}{':not' if negated else ''}={','.join(map(urllib.parse.quote, asked))}", holds

    def spelt(self, pair):
        system, code = pair
        if system is None or self.chance.random() < 0.4:
            return code
        return f"{system}|{code}" if self.chance.random() < 0.8 else f"{system}|"

    def date(self, code, values, value):
        text = value if isinstance(value, str) else value.get("start") or value["end"]
        asked = text[:self.chance.choice((4, 7, 10))] if self.chance.random() < 0.8 else text
        prefix = self.chance.choice(("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"))
        return (f"{code}={prefix}{urllib.parse.quote(asked)}",
                lambda resource: any(date_matches(prefix or "eq", asked, each) for each in values(resource)))

    def string(self, code, values, value):
        modifier = self.chance.choice(("", "exact", "contains"))
        begin = self.chance.randrange(len(value)) if modifier == "contains" else 0
        asked = value if modifier == "exact" else value[begin:begin + self.chance.randrange(1, len(value) + 1)]
        if self.chance.random() < 0.5 and modifier != "exact":
            asked = asked.upper()
        return (f"{code}{':' if modifier else ''}{modifier}={urllib.parse.quote(asked.replace(',', '%2C'))}",
                lambda resource: any(text_matches(modifier, asked, each) for each in values(resource)))

    def quantity(self, code, values, value):
        number = f"{value['value']:.2f}"
        prefix = self.chance.choice(("", "gt", "lt", "ge", "le"))
        unit = value.get("code")

        def holds(resource):
            found = [in_unit(each["value"], each.get("code"), unit) for each in values(resource) if "value" in each]
            return any(number_matches(prefix or "eq", number, each) for each in found if each is not None)
        return f"{code}={prefix}{number}|{urllib.parse.quote(value['system'])}|{urllib.parse.quote(unit)}", holds

    def reference(self, code, values, value):
        return f"{code}={value}", lambda resource: value in values(resource)

    def chain(self):
        """Of a patient's record by what the patient is."""
        kind, reference = self.chance.choice(TO_PATIENT)
        made = self.criterion("Patient", self.chance.choice(("gender", "name", "birthdate", "address-city")))
        text, holds = made
        people = self.truth.of["Patient"]
        _, values = OF[kind, reference]
        return kind, f"{reference}:Patient.{text}", lambda resource: any(
            holds(people[name.split("/")[1]]) for name in values(resource) if name.startswith("Patient/"))

    def reverse(self):
        """Patients by what their record has."""
        kind, reference = self.chance.choice(TO_PATIENT)
        code = self.chance.choice([code for of, code in OF if of == kind and code != reference])
        if (made := self.criterion(kind, code)) is None:
            return None
        text, holds = made
        _, values = OF[kind, reference]
        found = {name for each in self.truth.of[kind].values() if holds(each) for name in values(each)}
        return "Patient", f"_has:{kind}:{reference}:{text}", lambda resource: "Patient/" + resource["id"] in found


@unittest.skipUnless(SYNTHEA.is_dir(), "the corpus of Synthea is not here")
class Judge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.truth = Truth()
        cls.server = Socle().start()
        began = time.monotonic()
        with Fhir(cls.server.port, timeout=300) as fhir:
            for name, text in copies_of(synthea_bundles(), COPIES):
                answer = fhir.send("POST", "", text)
                assert answer.status == 200, (name, answer.body[:1000])
                cls.truth.add(json.loads(text), answer.json)
        seconds = time.monotonic() - began
        for kind in cls.truth.of:
            for identifier, resource in cls.truth.of[kind].items():
                resource["id"] = identifier
        count = sum(map(len, cls.truth.of.values()))
        print(f"seed {SEED}; {len(cls.truth.of['Patient'])} patients, {count} resources in {seconds:.0f} s, one client")

    @classmethod
    def tearDownClass(cls):
        with cls.server:
            assert cls.server.stop() == 0
            cls.server.run("verify")

    def setUp(self):
        self.fhir = Fhir(self.server.port, timeout=120)
        self.asker = Asker(self.truth, random.Random(SEED))

    def tearDown(self):
        self.fhir.close()

    def read(self, path):
        answer = self.fhir.read(path)
        self.assertEqual(answer.status, 200, (path, answer.body[:500]))
        return answer.json

    def all_pages(self, path):
        """The matches of all pages, in their order."""
        found, page = [], self.read(path)
        while True:
            found += entries(page, "match")
            following = link(page, "next")
            if following is None:
                return found
            page = self.read(following.split("/fhir", 1)[1])

    def judge(self, kind, query, holds):
        expected = {identifier for identifier, resource in self.truth.of[kind].items() if holds(resource)}
        counted = self.read(f"/{kind}?{query}&_summary=count")["total"]
        self.assertEqual(counted, len(expected), (SEED, kind, query))
        if len(expected) <= MOST:
            found = [each["id"] for each in self.all_pages(f"/{kind}?{query}&_count={self.asker.chance.choice((7, 50, 1000))}&_elements=id")]
            self.assertEqual(len(found), len(set(found)), (SEED, kind, query))
            self.assertEqual(set(found), expected, (SEED, kind, query))
        return len(expected)

    def test_counts(self):
        for kind, resources in self.truth.of.items():
            self.assertEqual(self.read(f"/{kind}?_summary=count")["total"], len(resources), kind)
        self.assertEqual(self.read("/?_summary=count")["total"], sum(map(len, self.truth.of.values())))

    def test_everything(self):
        """What is the patient's comes once; what it refers to may come again on a later page."""
        for name in self.asker.chance.sample(sorted(self.truth.members), 5):
            matches, found, page = [], set(), self.read(f"/{name}/$everything?_count=500")
            while True:
                matches += [f"{each['resourceType']}/{each['id']}" for each in entries(page, "match")]
                found |= {f"{each['resourceType']}/{each['id']}" for each in entries(page)}
                following = link(page, "next")
                if following is None:
                    break
                page = self.read(following.split("/fhir", 1)[1])
            self.assertEqual(len(matches), len(set(matches)), name)
            self.assertEqual(self.truth.members[name] - found, set(), name)
            others = set.union(*(members for other, members in self.truth.members.items() if other != name))
            self.assertEqual(found & others, set(), name)

    def test_one_criterion(self):
        hits = 0
        for number in range(ROUNDS):
            kind, code, _, _ = PARAMETERS[number % len(PARAMETERS)]
            if (made := self.asker.criterion(kind, code)) is not None:
                hits += self.judge(kind, *made) > 0
        print(f"{ROUNDS} searches by one criterion, {hits} with results")
        self.assertGreater(hits, ROUNDS // 4)

    def test_several_criteria(self):
        hits = 0
        for _ in range(ROUNDS):
            kind = self.asker.chance.choice(("Patient", "Observation", "Condition", "Encounter"))
            codes = [code for of, code in OF if of == kind]
            made = [each for code in self.asker.chance.sample(codes, self.asker.chance.choice((2, 2, 3))) if (each := self.asker.criterion(kind, code))]
            if made:
                hits += self.judge(kind, "&".join(text for text, _ in made), lambda resource, made=made: all(holds(resource) for _, holds in made)) > 0
        print(f"{ROUNDS} searches by several criteria, {hits} with results")

    def test_chains(self):
        hits = 0
        for number in range(ROUNDS // 3):
            made = self.asker.chain() if number % 2 else self.asker.reverse()
            if made is not None:
                hits += self.judge(*made) > 0
        print(f"{ROUNDS // 3} chains and reverse chains, {hits} with results")
        self.assertGreater(hits, ROUNDS // 12)

    def test_order(self):
        """By a date, ascending and descending: in order, all, each once, also with short pages."""
        for kind, code in (("Patient", "birthdate"), ("Patient", "death-date"), ("Condition", "onset-date"), ("Encounter", "date"), ("Procedure", "_lastUpdated")):
            for sign in ("", "-"):
                where = "" if len(self.truth.of[kind]) <= MOST else self.narrowed(kind)
                holds = where[1] if where else lambda resource: True
                path = f"/{kind}?{where[0] + '&' if where else ''}_sort={sign}{code}&_count={self.asker.chance.choice((13, 200))}"
                found = self.all_pages(path)
                self.assertEqual(collections.Counter(each["id"] for each in found),
                                 collections.Counter(each for each, resource in self.truth.of[kind].items() if holds(resource)), path)
                if (kind, code) in OF:
                    self.check_order(OF[kind, code][1], found, sign, path)

    def narrowed(self, kind):
        name = self.asker.chance.choice(sorted(self.truth.members))
        return f"subject={name}", lambda resource: name in OF[kind, "subject"][1](resource)

    def check_order(self, values, found, sign, path):
        keys = [interval_of(values(each)[0]) if values(each) else None for each in found]
        there = [key[0] for key in keys if key is not None]
        self.assertEqual(there, sorted(there, reverse=sign == "-"), path)
        self.assertNotIn(None, keys[:len(there)], "those without a value come last")


if __name__ == "__main__":
    unittest.main()
