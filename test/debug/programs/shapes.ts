// Operands that do not go together: each error is caught but the last.
import { cat, F, nn, ones, randn, type Tensor, tensor, zeros } from 'backstep';

class Net extends nn.Module {
  fc1 = new nn.Linear(4, 3);

  forward(x: Tensor): Tensor {
    return this.fc1.forward(x); // @bp linear
  }
}

const model = new Net();
const images = randn([5, 8]).relu(); // @bp images
const labels = tensor([0, 1, 2]);

function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    console.log((error as Error).message.split(' — ')[0]);
  }
}

attempt(() => model.forward(images));
attempt(() => images.add(ones([3, 8]))); // @bp add
attempt(() => F.crossEntropy(images, labels)); // @bp loss
attempt(() => cat([images, zeros([5, 7])], 0)); // @bp cat
attempt(() => F.linear(images, ones([2, 8], { dtype: 'float64' }))); // @bp dtype
attempt(() => images.add_(ones([8, 8]))); // @bp inplace
attempt(() => {
  throw new Error('no op');
}); // @bp plain
images.matmul(images); // @bp matmul
