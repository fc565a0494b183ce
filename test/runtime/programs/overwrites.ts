import { ones } from 'backstep';

const x = ones([2], { requiresGrad: true });
const y = x.exp();
y.detach().zero_();
try {
  y.sum().backward();
} catch (error) {
  console.log((error as Error).message);
}
