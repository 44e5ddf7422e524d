"""Searches evaluated one resource after another, from the words of the specification alone.

Written to judge the server's: no index, no plan, no cleverness. Source: FHIR R4, Search.
"""
import calendar
import datetime
import re
import unicodedata

NONE = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
EVER = datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$")


def interval(text):
    """The half-open interval of time that a date or a time means; without a zone, in UTC."""
    year, month, day, hour, minute, second, fraction, zone = DATE.match(text).groups()
    offset = datetime.timezone.utc
    if zone not in (None, "Z"):
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        offset = datetime.timezone((1 if zone[0] == "+" else -1) * datetime.timedelta(hours=hours, minutes=minutes))
    micros = int((fraction or "0").ljust(6, "0")[:6])
    low = datetime.datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), micros, offset)
    if month is None:
        span = datetime.timedelta(days=366 if calendar.isleap(low.year) else 365)
    elif day is None:
        span = datetime.timedelta(days=calendar.monthrange(low.year, low.month)[1])
    elif hour is None:
        span = datetime.timedelta(days=1)
    elif second is None:
        span = datetime.timedelta(minutes=1)
    else:
        span = datetime.timedelta(seconds=1) if fraction is None else datetime.timedelta(seconds=10 ** -min(len(fraction), 3))
    return low, low + span


def interval_of(value):
    """Of a date, a dateTime or a Period, open where it has no end."""
    if isinstance(value, str):
        return interval(value)
    return (interval(value["start"])[0] if "start" in value else NONE, interval(value["end"])[1] if "end" in value else EVER)


def date_matches(prefix, asked, value):
    (low, high), (begin, end) = interval(asked), interval_of(value)
    same = low <= begin and end <= high
    return {"eq": same, "ne": not same, "gt": end > high, "lt": begin < low, "ge": end > high or same, "le": begin < low or same,
            "sa": begin >= high, "eb": end <= low}[prefix]


def number_matches(prefix, asked, value):
    number = float(asked)
    half = 0.5 * 10 ** -len(asked.partition(".")[2])
    return {"eq": number - half <= value < number + half, "ne": not number - half <= value < number + half, "gt": value > number, "lt": value < number,
            "ge": value >= number, "le": value <= number}[prefix]


# The units of Synthea's Observations: dimension, and how many of its base unit. Source: UCUM.
MOLE = 6.0221367e23
UNITS = {
    "pg/mL": ("g/m3", 1e-6), "ng/mL": ("g/m3", 1e-3), "mg/dL": ("g/m3", 10), "g/L": ("g/m3", 1e3), "g/dL": ("g/m3", 1e4),
    "mmol/L": ("1/m3", MOLE), "10*3/uL": ("1/m3", 1e12), "10*6/uL": ("1/m3", 1e15), "U/L": ("1/m3/s", MOLE / 60e3), "kU/L": ("1/m3/s", MOLE / 60),
    "{score}": ("1", 1), "{count}": ("1", 1), "{T-score}": ("1", 1), "%": ("1", 1e-2), "mg/g": ("1", 1e-3), "mm": ("m", 1e-3), "cm": ("m", 1e-2),
    "pg": ("g", 1e-12), "kg": ("g", 1e3), "mL/min": ("m3/s", 1e-6 / 60), "mL/min/{1.73_m2}": ("m3/s", 1e-6 / 60),
}


def in_unit(value, code, wanted):
    """`value` of the unit `code` in the unit `wanted`; None where they are of different dimensions."""
    if code == wanted:
        return value
    if code not in UNITS or wanted not in UNITS or UNITS[code][0] != UNITS[wanted][0]:
        return None
    return value * UNITS[code][1] / UNITS[wanted][1]


def folded(text):
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def text_matches(modifier, asked, value):
    if modifier == "exact":
        return value == asked
    if modifier == "contains":
        return folded(asked) in folded(value)
    return folded(value).startswith(folded(asked))


def token_matches(asked, system, code):
    if "|" not in asked:
        return code == asked
    wanted, _, value = asked.partition("|")
    return (system or "") == wanted and value in ("", code)


def codings(concept):
    return [(each.get("system"), each.get("code")) for each in concept.get("coding", ())]
