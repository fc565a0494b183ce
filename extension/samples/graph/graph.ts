// The graph of a computation is made while it runs, and gradients flow back through it.
import { tensor } from 'backstep';

// Two leaves: backward() will leave a gradient in each.
// A whole number would make an int64 tensor, and only floating ones have gradients.
const x = tensor(2, { dtype: 'float32', requiresGrad: true });
const y = tensor(3, { dtype: 'float32', requiresGrad: true });

// Each op adds a node to the graph and remembers what its gradient needs: mul keeps both of its factors.
const product = x.mul(y); // 6
const sum = x.add(y); // 5
const z = sum.add(product); // 11

console.log(`z = x + y + x·y = ${z.item()}`);

// From z back to the leaves. Step Into this line, and Step Op: add, mul, add, each with its gradient.
z.backward(); // ← put a breakpoint here, press F5

console.log(`dz/dx = 1 + y = ${x.grad!.item()}`);
console.log(`dz/dy = 1 + x = ${y.grad!.item()}`);

// The graph is dynamic: which ops run is decided by plain JavaScript, anew each time, and only those that ran count.
function branch(input: typeof x) {
  return input.item() > 1 ? input.pow(3) : input.mul(10);
}
x.grad = null; // gradients add up, so the first one goes
branch(x).backward();
console.log(`above 1, d(x³)/dx = 3·x² = ${x.grad!.item()}`);
x.grad = null;
branch(x.detach().sub(1.5).requiresGrad_()).backward(); // another leaf: nothing reaches x
console.log(`x has ${x.grad === null ? 'no gradient' : 'a gradient'} from a copy that is cut off`);
