// Functions that await and yield, and one that they call.
import { type Tensor, tensor } from 'backstep';

function doubled(x: Tensor): Tensor {
  const twice = x.mul(2); // @bp doubled
  return twice;
}

async function later(x: Tensor): Promise<Tensor> {
  const first = doubled(x); // @bp first
  await null;
  return first.add(x); // @bp second
}

function* parts(x: Tensor): Generator<Tensor> {
  yield x.mul(3); // @bp yield
}

async function all(): Promise<Tensor> {
  const sum = await later(tensor([1, 2]));
  for (const part of parts(sum)) return part.add(sum);
  return sum;
}
console.log((await all()).tolist()); // @bp end
