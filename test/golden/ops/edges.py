"""Cases made of others, so that every row has them where PyTorch's op takes them: float64, no elements, no axes."""
import warnings

import torch

F32, F64 = torch.float32, torch.float64


def change(args, fn):
    """The arguments with `fn` applied to each tensor, also of a list of them."""
    return [
        fn(arg) if isinstance(arg, torch.Tensor) else [fn(each) if isinstance(each, torch.Tensor) else each for each in arg]
        if isinstance(arg, list) else arg
        for arg in args
    ]


def tensors(args):
    found = []
    change(args, found.append)
    return found


def to_double(args):
    return change(args, lambda each: each.to(F64) if each.dtype == F32 else each)


def emptied(axis):
    """Without elements: tensors lose those along an axis of the size that the first has there."""
    def of(args):
        first = tensors(args)[0]
        if first.ndim == 0:
            return None
        size = first.shape[axis]
        cut = lambda each: each.narrow(axis, 0, 0).clone() if each.ndim and each.shape[axis] == size else each
        return change(args, cut)
    return of


def single(args):
    return change(args, lambda each: each.flatten()[0].clone() if each.numel() else each)


KINDS = {
    # What a row has already, and how a case of it is made from another.
    "float64": (lambda each: each.dtype == F64, [to_double]),
    "no elements": (lambda each: each.numel() == 0, [emptied(0), emptied(-1)]),
    "no axes": (lambda each: each.ndim == 0, [single]),
}


def candidate(row, fn, args, options, entry_of):
    """Keeps what PyTorch gives for each kind that no case of the row could be made into before.

    Called with each case, as what its function refers to can change afterwards; random numbers stay the script's.
    """
    given = GIVEN.setdefault(row, set())
    made = MADE.setdefault(row, {})
    for kind, (has, changes) in KINDS.items():
        if any(map(has, tensors(args))):
            given.add(kind)
        if (row, kind) in EXCEPT or kind in given or kind in made or not tensors(args):
            continue
        for change_of in changes:
            changed = change_of(args)
            if changed is None or same(changed, args):
                continue
            entry = attempt(entry_of, fn, changed, options)
            if entry is not None:
                made[kind] = entry
                break


GIVEN, MADE = {}, {}

# Kinds of rows where PyTorch is wrong.
EXCEPT = {
    # Its gradient counts no row for an empty vector, where its result has one.
    ("blockDiag", "no elements"),
}


def derived():
    """By row, the cases of the kinds that it has none of."""
    rows = {row: [entry for kind, entry in made.items() if kind not in GIVEN[row]] for row, made in MADE.items()}
    return {row: entries for row, entries in rows.items() if entries}


def attempt(entry_of, fn, args, options):
    state = torch.get_rng_state()
    try:
        with warnings.catch_warnings():
            # PyTorch warns of what it is about to refuse.
            warnings.simplefilter("error")
            return entry_of(fn, args, **options)
    except Exception:  # noqa: BLE001: whatever PyTorch says, it does not take this
        return None
    finally:
        torch.set_rng_state(state)


def same(left, right):
    return all(a.dtype == b.dtype and a.shape == b.shape for a, b in zip(tensors(left), tensors(right)))
