"""Synthea's Bundles several times over, each time as other patients."""
import re
import uuid

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def copies_of(bundles, copies):
    """The pairs of a name and a text in `bundles`, `copies` times in all; further copies have other UUIDs.

    The files of hospitals and practitioners, to which the others refer by conditions, come once.
    """
    for name, text in bundles:
        yield name, text
        for copy in range(1, copies if "nformation" not in name else 1):
            space = uuid.uuid5(uuid.NAMESPACE_OID, str(copy))
            yield f"{name}-{copy}", UUID.sub(lambda found, space=space: str(uuid.uuid5(space, found.group())), text)
