"""Writes data/samplers.json: the indices that torch.utils.data gives where no random number decides.

    python test/golden/samplers.py        (written with torch 2.15)
"""
import json
import pathlib

from torch.utils.data import BatchSampler, DataLoader, DistributedSampler, IterableDataset, SequentialSampler, random_split

DISTRIBUTED = [
    {
        "length": length,
        "numReplicas": replicas,
        "dropLast": drop,
        "shares": [
            list(DistributedSampler(range(length), num_replicas=replicas, rank=rank, shuffle=False, drop_last=drop))
            for rank in range(replicas)
        ],
    }
    for length, replicas in [(10, 2), (10, 3), (11, 4), (3, 5), (1, 4), (8, 8), (2, 3), (7, 1)]
    for drop in (False, True)
]

BATCHES = [
    {"length": length, "batchSize": size, "dropLast": drop, "batches": list(BatchSampler(SequentialSampler(range(length)), size, drop))}
    for length, size in [(10, 3), (9, 3), (2, 5), (1, 1)]
    for drop in (False, True)
]

SPLITS = [
    {"length": length, "parts": parts, "sizes": [len(part) for part in random_split(range(length), parts)]}
    for length, parts in [
        (11, [0.5, 0.5]), (10, [0.7, 0.2, 0.1]), (101, [1 / 3, 1 / 3, 1 / 3]), (7, [0.1, 0.2, 0.3, 0.4]),
        (10, [4, 6]), (5, [0, 5]), (13, [0.95, 0.05]),
    ]
]


class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(7))

    def __len__(self):
        return 7


STREAMS = [
    {"batchSize": size, "dropLast": drop, "length": len(loader), "batches": [batch.tolist() for batch in loader]}
    for size in (1, 3, 7, 8)
    for drop in (False, True)
    for loader in [DataLoader(Stream(), batch_size=size, drop_last=drop)]
]

OUT = pathlib.Path(__file__).parent / "data" / "samplers.json"
OUT.write_text(json.dumps({"distributed": DISTRIBUTED, "batches": BATCHES, "splits": SPLITS, "streams": STREAMS}).replace("}, {", "},\n{") + "\n")
