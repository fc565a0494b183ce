"""Writes data/nn-more-losses.json: PyTorch's losses with each reduction and their options.

    python test/golden/losses.py        (written with torch 2.15)
"""
import torch
from torch import nn

from pack import F64, cast, module, pack, values, write

WORDS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "posWeight": "pos_weight",
         "logTarget": "log_target", "logInput": "log_input"}


def losses():
    torch.manual_seed(4)
    rows = []

    def add(name, options, *inputs, **more):
        for dtype in more.pop("dtypes", (torch.float32, F64)):
            cased = {key: cast(value, dtype) for key, value in options.items()}
            snake = {WORDS.get(key, key): value for key, value in cased.items()}
            args = {key: pack(value) if torch.is_tensor(value) else value for key, value in cased.items()}
            rows.extend(module(name, [args], lambda _: getattr(nn, name)(**snake), *inputs, dtypes=(dtype,), **more))

    a, b, c = values(3, 4), values(3, 4), values(3, 4)
    positive = values(3, 4, low=0.1, high=3)
    share = values(3, 4, low=0.1, high=1)
    signs = torch.tensor([1.0, -1, 1])
    sign_table = torch.tensor([[1.0, -1, 1, 1], [-1, -1, 1, -1], [1, 1, -1, -1]])
    binary = torch.tensor([[1.0, 0, 1, 1], [0, 0, 0.5, 0], [1, 1, 0, 0]])
    classes, weight = torch.tensor([3, 0, 1]), torch.tensor([0.5, 2, 1, 0.3])
    labels = torch.tensor([[3, 0, -1, 1], [-1, 0, 1, 2], [0, 1, 2, 3]])
    image, image_classes = values(2, 3, 2, 2), torch.tensor([[[0, 1], [2, 1]], [[1, 1], [0, 2]]])
    three = torch.tensor([0.5, 2, 1])
    for reduction in ("mean", "sum", "none"):
        r = {"reduction": reduction}
        add("SmoothL1Loss", r, a, b)
        add("HuberLoss", r, a, b)
        add("KLDivLoss", r, share.log(), share.flip(0))
        add("PoissonNLLLoss", r, a, positive, fixed=(1,))
        add("GaussianNLLLoss", r, a, b, positive)
        add("SoftMarginLoss", r, a, sign_table, fixed=(1,))
        add("MarginRankingLoss", r, values(3), values(3), signs, fixed=(2,))
        add("HingeEmbeddingLoss", r, a, sign_table, fixed=(1,))
        add("CosineEmbeddingLoss", r, a, b, signs, fixed=(2,))
        add("TripletMarginLoss", r, a, b, c)
        add("MultiMarginLoss", r, a, classes)
        add("MultiLabelMarginLoss", r, a, labels)
        add("MultiLabelSoftMarginLoss", {**r, "weight": weight}, a, binary, fixed=(1,))
        add("BCELoss", {**r, "weight": weight}, share, binary, fixed=(1,))
        add("BCEWithLogitsLoss", {**r, "weight": weight, "posWeight": weight.flip(0)}, a, binary, fixed=(1,))
        add("NLLLoss", {**r, "weight": weight, "ignoreIndex": 0}, a, classes)
        add("NLLLoss", {**r, "weight": three}, image, image_classes)
        add("CrossEntropyLoss", {**r, "weight": weight}, a, classes)
        add("CrossEntropyLoss", {**r, "labelSmoothing": 0.1}, a, classes)
        add("CrossEntropyLoss", {**r, "weight": weight, "labelSmoothing": 0.3, "ignoreIndex": 3}, a, classes)
        add("CrossEntropyLoss", {**r, "ignoreIndex": 2}, image, image_classes)
        add("CrossEntropyLoss", {**r, "weight": three, "labelSmoothing": 0.2}, image, image_classes)
        add("CrossEntropyLoss", r, a, share.softmax(1))
        add("CrossEntropyLoss", {**r, "weight": weight, "labelSmoothing": 0.2}, a, share.softmax(1))
        add("CrossEntropyLoss", r, image, image.softmax(1).flip(0))
        add("CrossEntropyLoss", {**r, "labelSmoothing": 0.1}, values(4), torch.tensor(2))
    add("SmoothL1Loss", {"beta": 0.3}, a, b)
    add("SmoothL1Loss", {"beta": 0}, a, b)
    add("HuberLoss", {"delta": 0.4}, a, b)
    add("KLDivLoss", {"reduction": "batchmean"}, share.log(), share.flip(0))
    add("KLDivLoss", {"logTarget": True}, share.log(), a)
    add("KLDivLoss", {}, share.log(), binary, fixed=(1,))
    add("PoissonNLLLoss", {"full": True}, a, positive, fixed=(1,))
    add("PoissonNLLLoss", {"logInput": False, "eps": 0.1}, share, positive, fixed=(1,))
    add("GaussianNLLLoss", {"full": True, "eps": 1}, a, b, positive)
    add("GaussianNLLLoss", {}, a, b, values(3, low=0.5, high=2))
    add("MarginRankingLoss", {"margin": 0.7}, values(3), values(3), signs, fixed=(2,))
    add("HingeEmbeddingLoss", {"margin": 0.3}, a, sign_table, fixed=(1,))
    add("CosineEmbeddingLoss", {"margin": 0.2}, a, b, signs, fixed=(2,))
    add("TripletMarginLoss", {"margin": 2, "p": 1, "swap": True}, a, b, c)
    add("MultiMarginLoss", {"p": 2, "margin": 0.5, "weight": weight}, a, classes)
    add("MultiMarginLoss", {}, values(4), torch.tensor(2))
    add("MultiLabelMarginLoss", {}, values(4), torch.tensor([2, 0, -1, 1]))
    add("BCEWithLogitsLoss", {"posWeight": weight}, a * 40, binary)
    add("NLLLoss", {}, values(4), torch.tensor(2))
    return rows


if __name__ == "__main__":
    write("nn-more-losses", losses())
