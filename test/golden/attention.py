"""Writes data/nn-attention.json: PyTorch's attention and transformers.

    python test/golden/attention.py        (written with torch 2.15)
"""
import torch
from torch import nn

from pack import module, values, write


class Called(nn.Module):
    """Calls a module with tensors, and with masks by their names."""

    def __init__(self, inner, masks):
        super().__init__()
        self.inner, self.masks = inner, masks

    def forward(self, *inputs):
        place = len(inputs) - len(self.masks)
        return self.inner(*inputs[:place], **dict(zip(self.masks, inputs[place:])))


def attention():
    torch.manual_seed(8)
    rows = []

    def add(name, args, make, inputs, **masks):
        """`masks` are written after the inputs, and their names, in camelCase, after the arguments."""
        words = ["".join(word.capitalize() if i else word for i, word in enumerate(key.split("_"))) for key in masks]
        fixed = tuple(range(len(inputs), len(inputs) + len(masks)))
        rows.extend(module("Called", [name, args, words], lambda dtype: Called(make(), list(masks)),
                           *inputs, *masks.values(), fixed=fixed))

    q, k, v = values(3, 2, 4), values(5, 2, 4), values(5, 2, 4)
    padding = torch.tensor([[False, False, True, False, True], [False] * 5])
    own = torch.tensor([[False, False, True], [False, True, True]])
    later = torch.triu(torch.ones(3, 3, dtype=torch.bool), 1)
    floats = values(3, 5)
    multi = lambda **options: (lambda: nn.MultiheadAttention(4, 2, **options))
    add("MultiheadAttention", [4, 2], multi(), [q, k, v])
    add("MultiheadAttention", [4, 2, {"batchFirst": True, "bias": False}], multi(batch_first=True, bias=False),
        [each.transpose(0, 1).contiguous() for each in (q, k, v)])
    add("MultiheadAttention", [4, 2, {"kdim": 3, "vdim": 5}], multi(kdim=3, vdim=5),
        [q, values(5, 2, 3), values(5, 2, 5)])
    add("MultiheadAttention", [4, 2], multi(), [values(3, 4), values(5, 4), values(5, 4)])
    add("MultiheadAttention", [4, 2], multi(), [q, k, v], key_padding_mask=padding)
    add("MultiheadAttention", [4, 2], multi(), [q, q, q], attn_mask=later, average_attn_weights=False)
    add("MultiheadAttention", [4, 2], multi(), [q, k, v], key_padding_mask=padding.float() * -5, attn_mask=floats)
    add("MultiheadAttention", [4, 2], multi(), [q, k, v], attn_mask=values(4, 3, 5))
    tgt, memory = values(3, 2, 4), values(5, 2, 4)
    for options in ({}, {"activation": "gelu", "normFirst": True}, {"batchFirst": True, "bias": False}):
        words = {"normFirst": "norm_first", "batchFirst": "batch_first"}
        python = {words.get(key, key): value for key, value in options.items()}
        full = {"dimFeedforward": 6, "dropout": 0, **options}
        encoder = lambda: nn.TransformerEncoderLayer(4, 2, 6, 0.0, **python)
        decoder = lambda: nn.TransformerDecoderLayer(4, 2, 6, 0.0, **python)
        turn = (lambda x: x.transpose(0, 1).contiguous()) if "batchFirst" in options else (lambda x: x)
        add("TransformerEncoderLayer", [4, 2, full], encoder, [turn(tgt)])
        add("TransformerEncoderLayer", [4, 2, full], encoder, [turn(tgt)], src_mask=later, src_key_padding_mask=own)
        add("TransformerDecoderLayer", [4, 2, full], decoder, [turn(tgt), turn(memory)])
        add("TransformerDecoderLayer", [4, 2, full], decoder, [turn(tgt), turn(memory)], tgt_mask=later,
            memory_key_padding_mask=padding)
    def perturbed(make):
        # The copies of a layer begin equal, and norms as ones: a mistake in their order would not show.
        layer = make()
        with torch.no_grad():
            for value in layer.parameters():
                value.add_(torch.randn_like(value) * 0.1)
        return layer
    transformer = lambda: nn.Transformer(4, 2, 2, 2, 6, 0.0)
    options = {"dModel": 4, "nhead": 2, "numEncoderLayers": 2, "numDecoderLayers": 2, "dimFeedforward": 6,
               "dropout": 0}
    add("Transformer", [options], lambda: perturbed(transformer), [memory, tgt], tgt_mask=later,
        src_key_padding_mask=padding, memory_key_padding_mask=padding)
    encoder = lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0), 2, enable_nested_tensor=False)
    add("TransformerEncoder", [4, 2, 2, {"dimFeedforward": 6, "dropout": 0}], lambda: perturbed(encoder), [tgt],
        mask=later)
    for options in ({"addBiasKv": True}, {"addZeroAttn": True}, {"addBiasKv": True, "addZeroAttn": True}):
        words = {"addBiasKv": "add_bias_kv", "addZeroAttn": "add_zero_attn"}
        extended = multi(**{words[key]: value for key, value in options.items()})
        add("MultiheadAttention", [4, 2, options], extended, [q, k, v], key_padding_mask=padding, attn_mask=floats > 0)
    add("MultiheadAttention", [4, 2, {"addBiasKv": True}], multi(add_bias_kv=True), [q, k, v])
    return rows


if __name__ == "__main__":
    write("nn-attention", attention())
