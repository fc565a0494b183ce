"""Writes data/readers/*: images and tables as Pillow and pyarrow write them, and what is in them.

    python test/golden/data.py        (written with numpy 2.4, Pillow 13, pyarrow 26)

`expected.json` has by image: {"dtype", "shape", "data"}, [channels, height, width], flat in row-major order.
"""
import datetime
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

FOLDER = pathlib.Path(__file__).parent / "data" / "readers"
FOLDER.mkdir(parents=True, exist_ok=True)
EXPECTED = {}


def expect(name, array, dtype="uint8"):
    array = np.asarray(array)
    array = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    EXPECTED[name] = {"dtype": dtype, "shape": list(array.shape), "data": [int(value) for value in array.flatten()]}


def place(name):
    return FOLDER / name


# --- images: 5 × 7, colours that run across -----------------------------------------------------------------

ROWS, COLUMNS = np.mgrid[0:5, 0:7]
RGBA = np.stack([ROWS * 50, COLUMNS * 36, (ROWS + COLUMNS) * 20, 255 - ROWS * 40], axis=-1).astype(np.uint8)
IMAGE = Image.fromarray(RGBA)

for name, image in {
    "rgba.png": IMAGE,
    "rgb.png": IMAGE.convert("RGB"),
    "grey.png": IMAGE.convert("RGB").convert("L"),
    "grey-alpha.png": IMAGE.convert("LA"),
    "bits.png": IMAGE.convert("RGB").convert("1"),
}.items():
    image.save(place(name))
    expect(name, np.asarray(image).astype(np.uint8) * (255 if image.mode == "1" else 1))

PALETTE = IMAGE.convert("RGB").quantize(6)
PALETTE.save(place("palette.png"), bits=4)
expect("palette.png", PALETTE.convert("RGB"))
DEEP = (ROWS * 9000 + COLUMNS * 77).astype(np.uint16)
Image.fromarray(DEEP).save(place("deep.png"))
expect("deep.png", DEEP, "int32")

# Decoders of JPEG may differ by a rounding: the test has a tolerance.
SMOOTH = IMAGE.convert("RGB").resize((24, 16), Image.Resampling.BICUBIC)
for name, image, options in [
    ("rgb.jpg", SMOOTH, {"subsampling": 0}),
    ("progressive.jpg", SMOOTH, {"subsampling": 0, "progressive": True}),
    ("grey.jpg", SMOOTH.convert("L"), {}),
]:
    image.save(place(name), quality=95, **options)
    expect(name, Image.open(place(name)))

# --- tables -------------------------------------------------------------------------------------------------

TABLE = pa.table({
    "id": pa.array([1, 2, 2**60], pa.int64()),
    "small": pa.array([-1, 0, 127], pa.int8()),
    "value": pa.array([0.5, None, -2.0], pa.float32()),
    "kind": pa.array(["a", "é", None]),
    "right": pa.array([True, False, None]),
    "day": pa.array([datetime.date(2026, 1, 2)] * 3),
})
for compression in ("none", "snappy", "gzip", "brotli"):
    pq.write_table(TABLE, place(f"{compression}.parquet"), compression=compression, row_group_size=2)
pq.write_table(pa.table({"id": [1], "tags": [["a", "b"]]}), place("lists.parquet"))
pq.write_table(pa.table({"id": [1]}), place("zstd.parquet"), compression="zstd")

place("expected.json").write_text(json.dumps(EXPECTED, separators=(",", ":")).replace('},"', '},\n"') + "\n")
for path in sorted(FOLDER.iterdir()):
    print(f"{path.name}: {path.stat().st_size} bytes")
