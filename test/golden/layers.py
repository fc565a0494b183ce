"""Writes data/nn-more-layers.json: PyTorch's normalisation, embedding, bilinear and shuffling layers.

    python test/golden/layers.py        (written with torch 2.15)
"""
import torch
from torch import nn

from pack import module, values, write


def shifted(layer):
    """With parameters and running statistics that are not the starting ones."""
    torch.manual_seed(6)
    with torch.no_grad():
        for value in [*layer.parameters(), *layer.buffers()]:
            if value.is_floating_point():
                value.uniform_(0.5, 1.5)
    return layer


class Twice(nn.Module):
    """Two batches, for statistics that run."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x) + self.layer(x * 2 + 1)


def layers():
    torch.manual_seed(5)
    rows = []

    def add(name, args, make, *inputs, **more):
        rows.extend(module(name, args, lambda dtype: make(), *inputs, **more))

    flat, line, image, volume = values(5, 4), values(3, 4, 5), values(3, 4, 2, 3), values(2, 4, 2, 3, 2)
    add("RMSNorm", [4], lambda: shifted(nn.RMSNorm(4)), values(2, 3, 4))
    add("RMSNorm", [[3, 4], {"eps": 0.1, "elementwiseAffine": False}],
        lambda: nn.RMSNorm([3, 4], eps=0.1, elementwise_affine=False), values(2, 3, 4))
    add("GroupNorm", [2, 4], lambda: shifted(nn.GroupNorm(2, 4)), image)
    add("GroupNorm", [4, 4, {"affine": False, "eps": 0.1}], lambda: nn.GroupNorm(4, 4, eps=0.1, affine=False), line)
    for dims, inputs in ((1, flat), (1, line), (2, image), (3, volume)):
        kind = getattr(nn, f"BatchNorm{dims}d")
        add(f"BatchNorm{dims}d", [4], lambda: shifted(kind(4)), inputs)
        add(f"BatchNorm{dims}d", [4], lambda: shifted(kind(4)), inputs, train=False)
    add("BatchNorm1d", [4, {"momentum": None, "eps": 0.1}], lambda: nn.BatchNorm1d(4, momentum=None, eps=0.1), flat)
    add("BatchNorm1d", [4, {"affine": False, "momentum": 0.3}],
        lambda: nn.BatchNorm1d(4, affine=False, momentum=0.3), flat)
    add("BatchNorm1d", [4, {"trackRunningStats": False}],
        lambda: nn.BatchNorm1d(4, track_running_stats=False), flat, train=False)
    add("Twice", [{"momentum": None}], lambda: Twice(shifted(nn.BatchNorm1d(4, momentum=None))), flat)
    add("Twice", [{}], lambda: Twice(nn.BatchNorm1d(4)), line)
    for dims, inputs in ((1, line), (2, image), (3, volume)):
        kind = getattr(nn, f"InstanceNorm{dims}d")
        add(f"InstanceNorm{dims}d", [4], lambda: kind(4), inputs)
        options = {"affine": True, "trackRunningStats": True}
        make = lambda: shifted(kind(4, affine=True, track_running_stats=True))
        add(f"InstanceNorm{dims}d", [4, options], make, inputs)
        add(f"InstanceNorm{dims}d", [4, options], make, inputs, train=False)
    add("InstanceNorm1d", [4], lambda: nn.InstanceNorm1d(4), values(4, 5))
    add("Bilinear", [3, 4, 2], lambda: nn.Bilinear(3, 4, 2), values(5, 3), values(5, 4))
    add("Bilinear", [3, 4, 2, {"bias": False}], lambda: nn.Bilinear(3, 4, 2, bias=False),
        values(2, 5, 3), values(2, 5, 4))
    add("Unflatten", [1, [2, 2]], lambda: nn.Unflatten(1, (2, 2)), flat)
    add("PixelShuffle", [2], lambda: nn.PixelShuffle(2), values(2, 8, 2, 3))
    add("PixelShuffle", [2], lambda: nn.PixelShuffle(2), values(4, 2, 3))
    add("PixelUnshuffle", [2], lambda: nn.PixelUnshuffle(2), values(2, 2, 4, 6))
    add("ChannelShuffle", [2], lambda: nn.ChannelShuffle(2), values(2, 4, 2, 3))
    for options, inputs in (
        ({"scaleFactor": 2}, image), ({"size": [3, 5]}, image), ({"scaleFactor": 1.5}, line), ({"size": 3}, volume),
        ({"size": [1, 2]}, image), ({"size": 7, "mode": "nearestExact"}, line), ({"size": 7, "mode": "linear"}, line),
        ({"scaleFactor": 2, "mode": "bilinear"}, image), ({"scaleFactor": [2, 1.5], "mode": "bilinear"}, image),
        ({"size": [3, 7], "mode": "bilinear", "alignCorners": True}, image),
        ({"size": 3, "mode": "trilinear"}, volume), ({"size": 1, "mode": "linear", "alignCorners": True}, line),
    ):
        snake = {"scaleFactor": "scale_factor", "alignCorners": "align_corners"}
        python = {snake.get(key, key): tuple(value) if isinstance(value, list) else value
                  for key, value in options.items()}
        if python.get("mode") == "nearestExact":
            python["mode"] = "nearest-exact"
        add("Upsample", [options], lambda: nn.Upsample(**python), inputs)
    words = torch.tensor([[0, 5, 2], [2, 2, 1]])
    add("Embedding", [6, 3, {"maxNorm": 1.2}], lambda: nn.Embedding(6, 3, max_norm=1.2), words)
    add("Embedding", [6, 3, {"maxNorm": 2, "normType": 1}], lambda: nn.Embedding(6, 3, max_norm=2, norm_type=1), words)
    add("Embedding", [6, 3, {"scaleGradByFreq": True, "paddingIdx": -1}],
        lambda: nn.Embedding(6, 3, scale_grad_by_freq=True, padding_idx=-1), words)
    long, offsets = torch.tensor([0, 5, 2, 2, 2, 1, 4]), torch.tensor([0, 3, 3, 4])
    for mode in ("sum", "mean", "max"):
        add("EmbeddingBag", [6, 3, {"mode": mode}], lambda: nn.EmbeddingBag(6, 3, mode=mode), words)
        add("EmbeddingBag", [6, 3, {"mode": mode, "paddingIdx": 2}],
            lambda: nn.EmbeddingBag(6, 3, mode=mode, padding_idx=2), long, offsets)
    add("EmbeddingBag", [6, 3, {"mode": "sum"}], lambda: nn.EmbeddingBag(6, 3, mode="sum"), long, offsets, values(7))
    add("EmbeddingBag", [6, 3, {"includeLastOffset": True, "maxNorm": 1}],
        lambda: nn.EmbeddingBag(6, 3, include_last_offset=True, max_norm=1), long, torch.tensor([0, 3, 7]))
    return rows


if __name__ == "__main__":
    write("nn-more-layers", layers())
