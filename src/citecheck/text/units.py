"""Units and their dimensions, so that miles can be compared with kilometres.

Factors convert to one base unit per dimension (metre, square metre, kilogram, litre, second, metre per second, degree
Celsius, watt). Each currency is a dimension of its own: rates change daily, so dollars and euros are never compared.
"""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """A dimension, the factor to its base unit, and the offset added before multiplying (temperatures)."""

    dimension: str
    factor: float = 1.0
    offset: float = 0.0


_UNIT_ROWS: tuple[tuple[str, str, float], ...] = (
    ("length", "m|meter|metern|meters|metre|metres|mètre|mètres|metro|metros|метр|метра|метров|متر|米", 1.0),
    (
        "length",
        "km|kms|kilometer|kilometern|kilometers|kilometre|kilometres|kilomètre|kilomètres|kilómetro|kilómetros",
        1e3,
    ),
    ("length", "км|километр|километра|километров|كيلومتر|كم|公里", 1e3),
    (
        "length",
        "cm|centimeter|centimeters|centimetre|centimetres|centimètre|centimètres|centímetro|centímetros|zentimeter|zentimetern|сантиметров",
        1e-2,
    ),
    (
        "length",
        "mm|millimeter|millimeters|millimetre|millimetres|millimètre|millimètres|milímetro|milímetros|millimetern",
        1e-3,
    ),
    ("length", "mile|miles|mi|mille|milles|meile|meilen|milla|millas", 1609.344),
    ("length", "foot|feet|ft|pied|pieds|fuß|pies", 0.3048),
    ("length", "inch|inches|pouce|pouces|pulgada|zoll|pulgadas", 0.0254),
    ("length", "yard|yards|yd|yds", 0.9144),
    ("area", "hectare|hectares|ha|hektar|hectárea|hectáreas|гектаров", 1e4),
    ("area", "acre|acres", 4046.86),
    (
        "mass",
        "kg|kgs|kilogram|kilograms|kilogramm|kilogramo|kilogramos|kilogramme|kilogrammes|kilo|kilos|килограмм|килограммов",
        1.0,
    ),
    ("mass", "g|gram|grams|gramme|grammes|gramo|gramos|gramm", 1e-3),
    ("mass", "ton|tons|tonne|tonnes|tonnen|tonelada|toneladas|тонн|тонны|طن", 1e3),
    ("mass", "pound|pounds|lb|lbs", 0.453592),
    ("mass", "ounce|ounces|oz", 0.0283495),
    ("volume", "liter|litern|liters|litre|litres|litro|litros|литров", 1.0),
    ("volume", "gallon|gallons", 3.78541),
    ("time", "second|seconds|sec|secs|seconde|secondes|sekunde|sekunden|segundo|segundos|секунд", 1.0),
    ("time", "minute|minutes|min|mins|minuten|minuto|minutos|минут", 60.0),
    ("time", "hour|hours|hr|hrs|heure|heures|stunde|stunden|hora|horas|часов|часа", 3600.0),
    ("time", "day|days|jour|jours|tag|tage|tagen|día|días|дней|дня|أيام|يوم|天", 86400.0),
    ("time", "week|weeks|semaine|semaines|woche|wochen|semana|semanas|недель|недели", 604800.0),
    ("time", "fortnight|fortnights|quinzaine", 1209600.0),
    ("time", "month|months|mois|monat|monate|monaten|mes|meses|месяцев|месяца", 2629800.0),
    ("time", "year|years|yr|yrs|an|ans|année|années|jahr|jahre|jahren|año|años|лет|года|سنة|عاما|سنوات", 31557600.0),
    ("time", "decade|decades|décennie|décennies|jahrzehnt|jahrzehnte|jahrzehnten|década|décadas", 315576000.0),
    ("time", "centuries|siècles|jahrhunderte|siglos", 3155760000.0),
    ("speed", "mph", 0.44704),
    ("speed", "kmh|kph", 1 / 3.6),
    ("power", "watt|watts|w", 1.0),
    ("power", "kw|kilowatt|kilowatts|kilovatios|квт|киловатт", 1e3),
    ("power", "mw|megawatt|megawatts|mégawatt|mégawatts|megavatios|мвт|мегаватт", 1e6),
    ("power", "gw|gigawatt|gigawatts|gigavatios|гвт|гигаватт", 1e9),
    ("points", "point|points|pts|punkte|puntos|пунктов|пункта", 1.0),
    ("percent", "%|percent|percents|percentage|pc|prozent|процент|процента|процентов", 1.0),
    ("usd", "$|dollar|dollars|usd|us$|доллар|доллара|долларов|دولار|dólares|美元", 1.0),
    ("eur", "€|euro|euros|eur|евро|يورو|欧元", 1.0),
    ("gbp", "£|gbp|sterling|quid", 1.0),
    ("jpy", "¥|yen|yens|jpy|日元", 1.0),
    ("inr", "₹|rupee|rupees|inr|rs", 1.0),
    ("rub", "₽|ruble|rubles|rouble|roubles|рублей|рубля|rub", 1.0),
    ("cny", "yuan|rmb|cny|元", 1.0),
    ("krw", "₩|won|krw", 1.0),
    ("xof", "cfa|fcfa|xof|xaf", 1.0),
    ("ngn", "₦|naira|ngn", 1.0),
    ("uah", "₴|hryvnia|hryvnias|uah|гривень|гривен|гривня|гривні", 1.0),
    ("ils", "₪|shekel|shekels|nis|ils", 1.0),
    ("try", "₺|lira|liras", 1.0),
    ("zar", "rand|zar", 1.0),
    ("etb", "birr|etb", 1.0),
    ("kes", "kes|ksh", 1.0),
    ("irr", "rial|rials|toman|tomans", 1.0),
    ("brl", "reais|brl", 1.0),
    ("pln", "zł|zloty|zlotys|złoty|złote|złotych|pln", 1.0),
    ("chf", "chf|franken", 1.0),
    ("gbp", "pence|penny", 0.01),
    ("rub", "копейка|копейки|копеек", 0.01),
    ("pln", "grosz|grosze|groszy", 0.01),
    ("chf", "rappen", 0.01),
    ("inr", "paisa|paise", 0.01),
    ("cents", "cents|cent|céntimo|céntimos|centavo|centavos|centime|centimes|centesimi", 0.01),
)

UNITS: dict[str, Unit] = {
    name: Unit(dimension, factor) for dimension, names, factor in _UNIT_ROWS for name in names.split("|")
} | {"celsius": Unit("temperature"), "fahrenheit": Unit("temperature", 5 / 9, -32.0)}
"""Lower-case name or symbol to unit. `min` and `won` are also words: only the token after a number is looked up."""

DEGREES = Unit("degrees")
"""Degrees of a temperature whose scale is not written, which are of any scale."""

UNIT_PHRASES: dict[tuple[str, ...], Unit] = {
    ("per", "cent"): Unit("percent"),
    ("pour", "cent"): Unit("percent"),
    ("por", "ciento"): Unit("percent"),
    ("في", "المئة"): Unit("percent"),
    ("بالمئة",): Unit("percent"),
    ("percentage", "points"): Unit("points"),
    ("percentage", "point"): Unit("points"),
    ("basis", "points"): Unit("points", 0.01),
    ("basis", "point"): Unit("points", 0.01),
    ("points", "de", "base"): Unit("points", 0.01),
    ("puntos", "básicos"): Unit("points", 0.01),
    ("degrees", "celsius"): Unit("temperature"),
    ("degrees", "fahrenheit"): Unit("temperature", 5 / 9, -32.0),
    ("°", "c"): Unit("temperature"),
    ("°", "f"): Unit("temperature", 5 / 9, -32.0),
    ("km", "/", "h"): Unit("speed", 1 / 3.6),
    ("square", "miles"): Unit("area", 1609.344**2),
    ("square", "kilometers"): Unit("area", 1e6),
    ("square", "kilometres"): Unit("area", 1e6),
    ("square", "meters"): Unit("area", 1.0),
    ("square", "metres"): Unit("area", 1.0),
    ("square", "feet"): Unit("area", 0.3048**2),
    ("sq", "ft"): Unit("area", 0.3048**2),
    ("sq", "mi"): Unit("area", 1609.344**2),
    ("sq", "km"): Unit("area", 1e6),
    ("sq", ".", "ft"): Unit("area", 0.3048**2),
    ("sq", ".", "mi"): Unit("area", 1609.344**2),
    ("sq", ".", "miles"): Unit("area", 1609.344**2),
    ("sq", ".", "km"): Unit("area", 1e6),
    ("sq", "m"): Unit("area", 1.0),
    ("km", "²"): Unit("area", 1e6),
    ("km", "2"): Unit("area", 1e6),
    ("m", "²"): Unit("area", 1.0),
    ("m", "2"): Unit("area", 1.0),
    ("cubic", "meters"): Unit("volume", 1e3),
    ("cubic", "metres"): Unit("volume", 1e3),
    ("miles", "per", "hour"): Unit("speed", 0.44704),
    ("us", "dollars"): Unit("usd"),
    ("u.s", ".", "dollars"): Unit("usd"),
    ("francs", "cfa"): Unit("xof"),
    ("swiss", "francs"): Unit("chf"),
    ("kenyan", "shillings"): Unit("kes"),
    ("points", "de", "pourcentage"): Unit("points"),
    ("puntos", "porcentuales"): Unit("points"),
    ("процентных", "пункта"): Unit("points"),
    ("процентных", "пунктов"): Unit("points"),
}
"""Units of several tokens, looked up before single tokens, longest first."""

_NOT_MONEY = frozenset(
    {"length", "area", "mass", "volume", "time", "speed", "power", "percent", "points", "temperature"}
)

CURRENCIES: frozenset[str] = frozenset(unit.dimension for unit in UNITS.values()) - _NOT_MONEY
"""Dimensions that are currencies."""

CURRENCY_SIGNS: frozenset[str] = frozenset("$€£¥₹₽₩₦₴₪₺")

CURRENCY_CODES: frozenset[str] = frozenset(
    {"usd", "eur", "gbp", "jpy", "inr", "rub", "cny", "krw", "cfa", "fcfa", "xof", "xaf", "ngn", "uah", "rs", "zar"}
    | {"etb", "kes", "ksh", "pln", "chf", "brl", "rmb", "nis", "ils"}
)
"""Codes and abbreviations that are written before the amount, like a symbol: "EUR 20m", "Rs 3 crore"."""


def read_as(unit: Unit, other: Unit) -> Unit:
    """Return a unit as the one that it may be next to another: a pound of money, cents of its currency, its degrees."""
    if unit == UNITS["pound"] and other.dimension == "gbp":
        return UNITS["£"]
    if unit.dimension == "cents" and other.dimension in CURRENCIES:
        return Unit(other.dimension, unit.factor)
    if unit == DEGREES and other.dimension == "temperature":
        return other
    return unit
