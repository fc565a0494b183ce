"""Views."""
import torch

from cases import case, floats, ints, write

v = lambda row, fn, *args: case(row, fn, *args)
v("view", lambda x, s: x.view(s), floats(2, 6), [3, 4])
v("view", lambda x, s: x.view(s), floats(2, 6), [-1, 2, 2])
v("view", lambda x, s: x.view(s), floats(), [1, 1])
v("view", lambda x, s: x.view(s), floats(0, 3), [3, 0])
v("permute", lambda x, d: x.permute(d), floats(2, 3, 4), [2, 0, 1])
v("permute", lambda x, d: x.permute(d), floats(2, 3), [-1, 0])
v("transpose", torch.transpose, floats(2, 3, 4), 0, 2)
v("transpose", torch.transpose, floats(0, 3), 0, 1)
v("expand", lambda x, s: x.expand(s), floats(3, 1), [2, 3, 4])
v("expand", lambda x, s: x.expand(s), floats(1, 3), [2, -1])
v("expand", lambda x, s: x.expand(s), floats(), [2, 2])
v("squeeze", lambda x, *d: x.squeeze(*d), floats(1, 3, 1))
v("squeeze", lambda x, *d: x.squeeze(*d), floats(1, 3, 1), 0)
v("squeeze", lambda x, *d: x.squeeze(*d), floats(2, 3), 0)
v("unsqueeze", torch.unsqueeze, floats(2, 3), 1)
v("unsqueeze", torch.unsqueeze, floats(2, 3), -1)
v("unsqueeze", torch.unsqueeze, floats(), 0)
part = lambda x, dim, start, end, step=1: x[(slice(None),) * dim + (slice(start, end, step),)]
v("slice", part, floats(5, 3), 0, 1, 4)
v("slice", part, floats(5, 3), 0, 0, 5, 2)
v("slice", part, floats(2, 4), 1, -3, -1)
v("slice", part, floats(2, 4), 1, 3, 1)
v("select", torch.select, floats(3, 4), 0, 1)
v("select", torch.select, floats(3, 4), 1, -1)
v("cat", lambda xs, dim: torch.cat(xs, dim), [floats(2, 3), floats(1, 3)], 0)
v("cat", lambda xs, dim: torch.cat(xs, dim), [floats(2, 3), floats(2, 0), floats(2, 1)], -1)
v("cat", lambda xs, dim: torch.cat(xs, dim), [ints(2), floats(2)], 0)

write(__file__)
