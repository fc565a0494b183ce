"""Fourier transforms. The engine has no complex dtype: a complex tensor is a real one with a last axis of 2."""
import torch

from cases import F64, case, floats, ints, write

FFT = torch.fft
NORMS = ["backward", "ortho", "forward"]


def pairs(z):
    return torch.view_as_real(z.resolve_conj()).contiguous()


def numbers(x):
    return torch.view_as_complex(x.contiguous())


def c2c(name):
    return lambda x, *rest: pairs(getattr(FFT, name)(numbers(x), *rest))


def r2c(name):
    return lambda x, *rest: pairs(getattr(FFT, name)(x, *rest))


def c2r(name):
    return lambda x, *rest: getattr(FFT, name)(numbers(x), *rest)


for name, make, width in [("fft", c2c, (2,)), ("ifft", c2c, (2,)), ("rfft", r2c, ()), ("irfft", c2r, (2,)), ("hfft", c2r, (2,)), ("ihfft", r2c, ())]:
    row, fn = f"fft.{name}", make(name)
    for n in [1, 2, 3, 5, 8, 15, 37]:
        size = n // 2 + 1 if name in ("irfft", "hfft") else n
        case(row, fn, floats(size, *width, dtype=F64), n, gradient=n < 10)
    case(row, fn, floats(4, *width))
    case(row, fn, floats(2, 5, 3, *width, dtype=F64), None, 1)
    case(row, fn, floats(2, 5, 3, *width, dtype=F64), None, -2)
    for norm in NORMS:
        case(row, fn, floats(2, 5, *width, dtype=F64), None, -1, norm)
        case(row, fn, floats(2, 6, *width, dtype=F64), 4, 1, norm)
        case(row, fn, floats(2, 3, *width, dtype=F64), 7, 1, norm)
        case(row, fn, floats(3, 2, *width, dtype=F64), 5, 0, norm)
    case(row, fn, floats(0, 4, *width), None, 1)
case("fft.fft", lambda x: pairs(FFT.fft(numbers(x.float()))), ints(4, 2), gradient=False)
case("fft.rfft", lambda x: pairs(FFT.rfft(x)), ints(6), gradient=False)

for name, make, width in [("fft2", c2c, (2,)), ("ifft2", c2c, (2,)), ("rfft2", r2c, ()), ("irfft2", c2r, (2,))]:
    row, fn = f"fft.{name}", make(name)
    case(row, fn, floats(2, 3, 4, *width, dtype=F64))
    case(row, fn, floats(3, 3, *width, dtype=F64), [4, 5])
    case(row, fn, floats(2, 3, 4, *width, dtype=F64), None, [0, 1], "ortho")
for name, make, width in [("fftn", c2c, (2,)), ("ifftn", c2c, (2,)), ("rfftn", r2c, ()), ("irfftn", c2r, (2,))]:
    row, fn = f"fft.{name}", make(name)
    case(row, fn, floats(2, 3, 3, *width, dtype=F64))
    case(row, fn, floats(2, 3, 3, *width, dtype=F64), [-1, 4], [0, 2], "forward")
    case(row, fn, floats(2, 4, *width), [3])
for n, d in [(1, 1.0), (4, 1.0), (5, 0.5), (8, 2.0)]:
    case("fft.fftfreq", FFT.fftfreq, n, d)
    case("fft.rfftfreq", FFT.rfftfreq, n, d)
for x, dim in [(floats(5), 0), (floats(4), 0), (floats(3, 4, 2), [0, 1]), (floats(3, 4, 2), 1), (floats(3, 5), -1)]:
    case("fft.fftshift", FFT.fftshift, x, dim)
    case("fft.ifftshift", FFT.ifftshift, x, dim)

case("fft.complexAbs", lambda x: numbers(x).abs(), floats(3, 2, dtype=F64))
case("fft.complexAbs", lambda x: numbers(x).abs(), torch.zeros(2, 2), rough=True)
case("fft.complexAngle", lambda x: numbers(x).angle(), floats(3, 2, dtype=F64))
case("fft.complexConj", lambda x: pairs(numbers(x).conj()), floats(3, 2))
case("fft.complexMul", lambda x, y: pairs(numbers(x) * numbers(y)), floats(2, 3, 2, dtype=F64), floats(3, 2, dtype=F64))
case("fft.complex", lambda x, y: pairs(torch.complex(x, y)), floats(3), floats(3))
case("fft.polar", lambda x, y: pairs(torch.polar(x, y)), floats(3, dtype=F64, low=0.5), floats(3, dtype=F64))
case("fft.real", lambda x: numbers(x).real.clone(), floats(3, 2))
case("fft.imag", lambda x: numbers(x).imag.clone(), floats(3, 2))


def stft(x, n, o):
    names = {"hopLength": "hop_length", "winLength": "win_length", "padMode": "pad_mode"}
    options = {names.get(key, key): value for key, value in o.items() if key != "hann"}
    if o.get("hann"):
        options["window"] = torch.hann_window(o.get("winLength", n), dtype=x.dtype)
    return pairs(torch.stft(x, n, return_complex=True, **options))


def istft(x, n, o):
    names = {"hopLength": "hop_length", "winLength": "win_length"}
    options = {names.get(key, key): value for key, value in o.items() if key != "hann"}
    if o.get("hann"):
        options["window"] = torch.hann_window(o.get("winLength", n), dtype=x.dtype)
    return torch.istft(numbers(x), n, **options)


for o in [{}, {"hopLength": 2, "hann": True}, {"center": False}, {"normalized": True, "padMode": "constant"}, {"onesided": False, "padMode": "circular"},
          {"winLength": 5, "hann": True, "hopLength": 3, "padMode": "replicate"}]:
    case("stft", stft, floats(2, 20, dtype=F64), 8, o)
case("stft", stft, floats(12), 4, {})
for o in [{}, {"hopLength": 2, "hann": True}, {"normalized": True, "length": 9}, {"hann": True, "length": 17}, {"center": False}]:
    case("istft", istft, floats(2, 5, 7, 2, dtype=F64), 8, o)
case("istft", istft, floats(8, 4, 2, dtype=F64), 8, {"onesided": False})

write(__file__)
