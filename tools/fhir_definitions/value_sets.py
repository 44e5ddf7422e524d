"""Which codes the value sets of required bindings have, as far as the definitions can say."""
import functools


class Unknown(Exception):
    """The definitions cannot enumerate it."""


class Expander:
    def __init__(self, resources):
        self.sets, self.systems = {}, {}
        for resource in resources:
            where = self.sets if resource["resourceType"] == "ValueSet" else self.systems
            where[resource["url"]] = resource     # of two releases the later one stands last

    def codes(self, url):
        """The set's (system, code) pairs, sorted by code; None where it cannot be enumerated."""
        try:
            return sorted(self.expand(url), key=lambda pair: (pair[1], pair[0]))
        except Unknown:
            return None

    @functools.lru_cache(maxsize=None)
    def expand(self, url):
        url = url.split("|")[0]
        if url not in self.sets:
            raise Unknown(url)
        compose = self.sets[url].get("compose")
        if compose is None:
            raise Unknown(url)
        included = set().union(*(self.include(part) for part in compose["include"]))
        excluded = set().union(*(self.include(part) for part in compose.get("exclude", [])))
        return frozenset(included - excluded)

    def include(self, part):
        sets = [self.expand(url) for url in part.get("valueSet", [])]
        if "system" not in part:
            return set.intersection(*map(set, sets))
        system = part["system"]
        if "concept" in part:
            found = {(system, concept["code"]) for concept in part["concept"]}
        else:
            found = {(system, code) for code in self.filtered(system, part.get("filter", []))}
        return found.intersection(*sets) if sets else found

    def filtered(self, system, filters):
        parents = self.parents(system)
        codes = set(parents)
        for one in filters:
            if one["property"] != "concept" or one["op"] not in ("is-a", "descendent-of", "is-not-a"):
                raise Unknown(f"{system}: {one['property']} {one['op']}")
            below = {code for code in parents if self.is_below(code, one["value"], parents)}
            if one["op"] == "is-not-a":
                codes -= below
            else:
                codes &= below - ({one["value"]} if one["op"] == "descendent-of" else set())
        return codes

    @staticmethod
    def is_below(code, ancestor, parents):
        open_, seen = [code], set()
        while open_:
            at = open_.pop()
            if at == ancestor:
                return True
            if at not in seen:
                seen.add(at)
                open_ += parents.get(at, [])
        return False

    @functools.lru_cache(maxsize=None)
    def parents(self, system):
        """Each code of a complete code system with its parents, by nesting and by `subsumedBy`."""
        resource = self.systems.get(system)
        if resource is None or resource.get("content") != "complete":
            raise Unknown(system)
        found = {}

        def walk(concepts, above):
            for concept in concepts:
                said = [p.get("valueCode") for p in concept.get("property", []) if p["code"] in ("subsumedBy", "parent")]
                found.setdefault(concept["code"], []).extend(above + said)
                walk(concept.get("concept", []), [concept["code"]])

        walk(resource.get("concept", []), [])
        return found
