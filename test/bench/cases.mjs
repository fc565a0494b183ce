// What is measured of the engine. peer.py does the same, under the same names, with PyTorch.
// A case gives a function that does its work `times` times.
import { F, nn, noGrad, ones, optim, randint, randn, zeros } from 'backstep';

const repeat = (work) => (times) => {
  for (let time = 0; time < times; time++) work();
};

/** One training step of a model, from zeroGrad to the optimizer's step. */
function training(optimizer, loss) {
  return repeat(() => {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  });
}

class Attention extends nn.Module {
  constructor(size, heads) {
    super();
    this.heads = heads;
    this.qkv = new nn.Linear(size, 3 * size);
    this.output = new nn.Linear(size, size);
  }

  forward(x) {
    const [batch, time, size] = x.shape;
    const split = this.qkv.forward(x).unflatten(-1, [3, this.heads, size / this.heads]);
    const [query, key, value] = split.permute(2, 0, 3, 1, 4).unbind(0);
    const mixed = F.scaledDotProductAttention(query, key, value, { isCausal: true });
    return this.output.forward(mixed.transpose(1, 2).reshape([batch, time, size]));
  }
}

class Block extends nn.Module {
  constructor(size, heads) {
    super();
    this.norm1 = new nn.LayerNorm(size);
    this.attention = new Attention(size, heads);
    this.norm2 = new nn.LayerNorm(size);
    const widen = new nn.Linear(size, 4 * size);
    this.mlp = new nn.Sequential(widen, new nn.GELU(), new nn.Linear(4 * size, size));
  }

  forward(x) {
    const seen = x.add(this.attention.forward(this.norm1.forward(x)));
    return seen.add(this.mlp.forward(this.norm2.forward(seen)));
  }
}

export const cases = {
  'add of 16 floats': () => {
    const [a, b] = [ones([16]), ones([16])];
    return repeat(() => a.add(b));
  },
  'add of 16 floats, recorded': () => {
    const [a, b] = [ones([16], { requiresGrad: true }), ones([16])];
    return repeat(() => a.add(b));
  },
  'mul, sum and backward of 16 floats': () => {
    const [a, b] = [ones([16], { requiresGrad: true }), ones([16])];
    return repeat(() => a.mul(b).sum().backward());
  },
  'matmul 1024': () => {
    const [a, b] = [randn([1024, 1024]), randn([1024, 1024])];
    return repeat(() => noGrad(() => a.matmul(b)));
  },
  'convolution 3×3': () => {
    const [images, weight] = [randn([8, 32, 56, 56]), randn([32, 32, 3, 3])];
    return repeat(() => noGrad(() => F.conv2d(images, weight, null, { padding: 1 })));
  },
  'training step of an MLP': () => {
    const model = new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
    const [x, y] = [randn([64, 784]), randint(0, 10, [64])];
    return training(new optim.Adam(model.parameters()), () => F.crossEntropy(model.forward(x), y));
  },
  'training step of a CNN': () => {
    const model = new nn.Sequential(
      new nn.Conv2d(1, 16, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(16, 32, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(32 * 7 * 7, 10),
    );
    const [x, y] = [randn([32, 1, 28, 28]), randint(0, 10, [32])];
    return training(new optim.Adam(model.parameters()), () => F.crossEntropy(model.forward(x), y));
  },
  'training step of a GRU': () => {
    const gru = new nn.GRU(32, 64, { batchFirst: true });
    const head = new nn.Linear(64, 10);
    const [x, y] = [randn([16, 20, 32]), randint(0, 10, [16])];
    const optimizer = new optim.SGD([...gru.parameters(), ...head.parameters()], { lr: 0.01 });
    return training(optimizer, () => {
      const [outputs] = gru.forward(x);
      return F.crossEntropy(head.forward(outputs.select(1, -1)), y);
    });
  },
  'training step of a small GPT': () => {
    const size = 64;
    const tokens = new nn.Embedding(96, size);
    const blocks = new nn.Sequential(new Block(size, 4), new Block(size, 4), new nn.Linear(size, 96));
    const [x, y] = [randint(0, 96, [8, 64]), randint(0, 96, [8 * 64])];
    const optimizer = new optim.AdamW([...tokens.parameters(), ...blocks.parameters()]);
    const logits = () => blocks.forward(tokens.forward(x)).reshape([8 * 64, 96]);
    return training(optimizer, () => F.crossEntropy(logits(), y));
  },
};

/** Training steps whose peak of memory is compared. */
export const memoryCases = {
  'memory of a training step of an MLP': () => {
    const model = new nn.Sequential(new nn.Linear(2048, 4096), new nn.ReLU(), new nn.Linear(4096, 2048));
    const [x, y] = [randn([4096, 2048]), zeros([4096, 2048])];
    return training(new optim.Adam(model.parameters()), () => F.mseLoss(model.forward(x), y));
  },
  'memory of a training step of a CNN': () => {
    const model = new nn.Sequential(
      new nn.Conv2d(3, 32, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.Conv2d(32, 32, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(32, 64, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.AdaptiveAvgPool2d(1),
      new nn.Flatten(),
      new nn.Linear(64, 10),
    );
    const [x, y] = [randn([32, 3, 96, 96]), randint(0, 10, [32])];
    return training(new optim.Adam(model.parameters()), () => F.crossEntropy(model.forward(x), y));
  },
};
