"""Writes data/autocast.json: what torch.autocast does on a CPU.

    python test/golden/autocast.py        (written with torch 2.15)

`dtypes`: by function, the dtype of its result for operands of float32, of the region's dtype, and of both in either
order (null: PyTorch refuses). `models`: the state and input of a small model, and its outputs, loss and gradients.
"""
import torch
from torch import nn
from torch.nn import functional as F

from pack import camel, pack, values, write

torch.manual_seed(20261121)
T = torch.tensor([0, 1, 2, 3])
EYE = 4 * torch.eye(4)

FUNCTIONS = {
    "matmul": torch.matmul,
    "mm": torch.mm,
    "bmm": lambda a, b: torch.bmm(a[None], b[None]),
    "linear": F.linear,
    "conv2d": lambda a, b: F.conv2d(a[None, None], b[None, None]),
    "convTranspose2d": lambda a, b: F.conv_transpose2d(a[None, None], b[None, None]),
    "scaledDotProductAttention": lambda a, b: F.scaled_dot_product_attention(a[None], b[None], b[None]),
    "add": torch.add,
    "mul": torch.mul,
    "exp": lambda a, b: a.exp(),
    "sum": lambda a, b: a.sum(),
    "mean": lambda a, b: a.mean(),
    "var": lambda a, b: a.var(),
    "softmax": lambda a, b: a.softmax(1),
    "gelu": lambda a, b: F.gelu(a),
    "cumsum": lambda a, b: a.cumsum(0),
    "logsumexp": lambda a, b: a.logsumexp(0),
    "cat": lambda a, b: torch.cat([a, b]),
    "stack": lambda a, b: torch.stack([a, b]),
    "where": lambda a, b: torch.where(a > 0, a, b),
    "prod": lambda a, b: a.prod(),
    "crossEntropy": lambda a, b: F.cross_entropy(a, T),
    "nllLoss": lambda a, b: F.nll_loss(a, T),
    "mseLoss": F.mse_loss,
    "l1Loss": F.l1_loss,
    "smoothL1Loss": F.smooth_l1_loss,
    "huberLoss": F.huber_loss,
    "klDiv": F.kl_div,
    "binaryCrossEntropy": lambda a, b: F.binary_cross_entropy(a.sigmoid(), b.sigmoid()),
    "binaryCrossEntropyWithLogits": F.binary_cross_entropy_with_logits,
    "groupNorm": lambda a, b: F.group_norm(a, 2),
    "layerNorm": lambda a, b: F.layer_norm(a, [4]),
}


def result(fn, a, b, dtype):
    try:
        with torch.autocast("cpu", dtype=dtype):
            return str(fn(a, b).dtype).removeprefix("torch.")
    except RuntimeError:
        return None


def dtypes(dtype):
    x = values(4, 4)
    narrow, double = x.to(dtype), x.double()
    operands = [(x, x), (narrow, narrow), (x, narrow), (narrow, x), (double, double)]
    return {name: [result(fn, a, b, dtype) for a, b in operands] for name, fn in FUNCTIONS.items()}


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.qkv = nn.Linear(8, 24)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        q, k, v = self.qkv(self.norm(x)).chunk(3, -1)
        return self.out(F.scaled_dot_product_attention(q, k, v, is_causal=True)).flatten(0, 1)


MODELS = {
    "perceptron": (nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 3)), (5, 6), 5),
    "convolutions": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3)), (3, 2, 6, 6), 3),
    "attention": (Attention(), (2, 4, 8), 8),
}


def step(name, dtype):
    model, shape, rows = MODELS[name]
    model.zero_grad()
    x = values(*shape).requires_grad_()
    target = torch.randint(3, (rows,))
    with torch.autocast("cpu", dtype=dtype):
        output = model(x)
        loss = F.cross_entropy(output, target)
    loss.backward()
    return {
        "model": name, "dtype": str(dtype).removeprefix("torch."),
        "state": {camel(key): pack(value) for key, value in model.state_dict().items()},
        "input": pack(x), "target": pack(target), "output": pack(output), "loss": pack(loss),
        "inputGradient": pack(x.grad),
        "gradients": {camel(key): pack(value.grad) for key, value in model.named_parameters()},
    }


HALVES = [torch.bfloat16, torch.float16]
write("autocast", {
    "dtypes": {str(dtype).removeprefix("torch."): dtypes(dtype) for dtype in HALVES},
    "models": [step(name, dtype) for dtype in HALVES for name in MODELS],
})
