"""Writes data/nn-recurrent.json: PyTorch's recurrent networks and cells, over padded and packed sequences.

    python test/golden/recurrent.py        (written with torch 2.15)
"""
import torch
from torch import nn
from torch.nn.utils import rnn

from pack import module, values, write

WORDS = {"numLayers": "num_layers", "batchFirst": "batch_first"}


class Packed(nn.Module):
    """Packs, runs, and gives the packed output's data, its padded form, the lengths and the last states."""

    def __init__(self, network, lengths, options):
        super().__init__()
        self.network, self.lengths, self.options = network, lengths, options

    def forward(self, x, *state):
        first = self.network.batch_first
        packed = rnn.pack_padded_sequence(x, self.lengths, batch_first=first, **self.options)
        output, last = self.network(packed, *state)
        padded, lengths = rnn.pad_packed_sequence(output, batch_first=first, padding_value=-1, total_length=6)
        return packed.data, padded, lengths, last


def recurrent():
    torch.manual_seed(7)
    rows = []

    def add(name, args, make, *inputs, **more):
        rows.extend(module(name, args, lambda dtype: make(), *inputs, **more))

    x, first, single = values(5, 2, 3), values(2, 5, 3), values(5, 3)
    for name in ("RNN", "GRU", "LSTM"):
        kind = getattr(nn, name)
        def state(*shape):
            return (values(*shape), values(*shape)) if name == "LSTM" else values(*shape)
        add(name, [3, 4], lambda: kind(3, 4), x)
        add(name, [3, 4], lambda: kind(3, 4), single)
        add(name, [3, 4, {"bias": False}], lambda: kind(3, 4, bias=False), x)
        for options in ({"batchFirst": True, "numLayers": 2}, {"bidirectional": True},
                        {"numLayers": 2, "bidirectional": True, "batchFirst": True, "dropout": 0.5}):
            python = {WORDS.get(key, key): value for key, value in options.items()}
            add(name, [3, 4, options], lambda: kind(3, 4, **python), first if "batchFirst" in options else x,
                train="dropout" not in options)
        if name != "LSTM":
            add(name, [3, 4, {"numLayers": 2}], lambda: kind(3, 4, 2), x, values(2, 2, 4))
        cell = getattr(nn, f"{name}Cell")
        add(f"{name}Cell", [3, 4], lambda: cell(3, 4), values(2, 3))
        add(f"{name}Cell", [3, 4, {"bias": False}], lambda: cell(3, 4, bias=False), values(3))
        for options, lengths in (({}, [5, 3, 3]), ({"enforceSorted": False}, [3, 5, 1])):
            python = {"enforce_sorted": False} if options else {}
            for more in ({}, {"bidirectional": True, "numLayers": 2, "batchFirst": True}):
                shape = (3, 5, 3) if more else (5, 3, 3)
                given = [] if name == "LSTM" else [values(4 if more else 1, 3, 4)]
                args = [name, [3, 4, more], lengths, options]
                snake = {WORDS.get(key, key): value for key, value in more.items()}
                add("Packed", args, lambda: Packed(kind(3, 4, **snake), lengths, python), values(*shape), *given)
    add("RNN", [3, 4, {"nonlinearity": "relu"}], lambda: nn.RNN(3, 4, nonlinearity="relu"), x)
    add("RNNCell", [3, 4, {"nonlinearity": "relu"}], lambda: nn.RNNCell(3, 4, nonlinearity="relu"), values(2, 3),
        values(2, 4))
    add("GRUCell", [3, 4], lambda: nn.GRUCell(3, 4), values(2, 3), values(2, 4))
    add("StatefulLSTM", [], StatefulLSTM, x, values(1, 2, 4), values(1, 2, 4))
    add("LSTM", [3, 4, {"projSize": 2}], lambda: nn.LSTM(3, 4, proj_size=2), x)
    options = {"projSize": 3, "numLayers": 2, "bidirectional": True, "bias": False}
    add("LSTM", [3, 4, options], lambda: nn.LSTM(3, 4, 2, proj_size=3, bidirectional=True, bias=False), x)
    return rows


class StatefulLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.LSTM(3, 4)

    def forward(self, x, h, c):
        return self.network(x, (h, c))


if __name__ == "__main__":
    write("nn-recurrent", recurrent())
