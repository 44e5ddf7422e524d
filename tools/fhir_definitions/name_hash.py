"""A perfect hash of names, as src/fhir/name_hash.h computes it."""
MASK = (1 << 64) - 1
FACTOR = 0x9E3779B97F4A7C15


def name_hash(name):
    data = name.encode()
    value = (len(data) * FACTOR) & MASK
    for at in range(0, len(data), 8):
        word = int.from_bytes(data[at:at + 8], "little")
        value = ((value ^ word) * FACTOR) & MASK
        value ^= value >> 32
    return value


class PerfectHash:
    """Slots of names: slot = hash >> 40 + displacement * (hash >> 20 | 1); the bucket is in the lowest bits."""

    def __init__(self, names):
        size = 1
        while size < len(names) * 2:
            size *= 2
        self.slots = [None] * size
        self.displacements = [0] * (size // 4)
        buckets = {}
        for name in names:
            value = name_hash(name)
            buckets.setdefault(value & (len(self.displacements) - 1), []).append((value, name))
        for bucket, members in sorted(buckets.items(), key=lambda item: -len(item[1])):
            self.place(bucket, members)

    def place(self, bucket, members):
        mask = len(self.slots) - 1
        for displacement in range(len(self.slots)):
            at = [((value >> 40) + displacement * (value >> 20 | 1)) & mask for value, _ in members]
            if len(set(at)) == len(at) and all(self.slots[slot] is None for slot in at):
                self.displacements[bucket] = displacement
                for slot, (_, name) in zip(at, members):
                    self.slots[slot] = name
                return
        raise SystemExit("no perfect hash of the names; make the table larger")
