"""Special functions in many digits: writes data/special.json, {function: [[x, value as float64], ...]}.

    python test/golden/special.py       (written with mpmath 1.3)
"""
import json
import pathlib

from mpmath import besseli, digamma, erfc, erfinv, exp, loggamma, mp, mpf, polygamma, re, sinc, pi

mp.dps = 40
SPREAD = [1e-9, 1e-3, 0.1, 0.25, 0.5, 0.75, 0.999, 1.5, 2.5, 3.75, 5.0, 7.9, 9.99, 10.01, 12.5, 20.0, 26.0, 80.0, 300.0]
BOTH = SPREAD + [-x for x in SPREAD]
INSIDE = [1e-12, 1e-9, 1e-3, 0.1, 0.3, 0.49, 0.51, 0.9, 0.99, 0.9999, 1 - 1e-9, 1 - 1e-15]
NOT_POLES = SPREAD + [-1e-3, -0.25, -0.5, -1.75, -2.5, -9.3, -50.25]

FUNCTIONS = {
    "erfc": (erfc, BOTH),
    "erfinv": (erfinv, INSIDE + [-x for x in INSIDE]),
    "lgamma": (lambda x: re(loggamma(x)), NOT_POLES),
    "digamma": (digamma, NOT_POLES),
    "polygamma1": (lambda x: polygamma(1, x), NOT_POLES),
    "polygamma2": (lambda x: polygamma(2, x), NOT_POLES + [-30000.25]),
    "polygamma5": (lambda x: polygamma(5, x), NOT_POLES),
    "i0": (lambda x: besseli(0, x), BOTH),
    "i1": (lambda x: besseli(1, x), BOTH),
    "i0e": (lambda x: besseli(0, x) * exp(-abs(x)), BOTH),
    "i1e": (lambda x: besseli(1, x) * exp(-abs(x)), BOTH),
    "sinc": (lambda x: sinc(pi * x), [0.1, 0.5, 0.75, 1.5, 2.25, -10.3]),
}
values = {name: [[x, float(fn(mpf(x)))] for x in points] for name, (fn, points) in FUNCTIONS.items()}
lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(pairs, separators=(',', ':'))}" for name, pairs in values.items())
file = pathlib.Path(__file__).parent / "data" / "special.json"
file.write_text("{" + lines + "}\n")
print(f"{file.name}: {file.stat().st_size} bytes")
