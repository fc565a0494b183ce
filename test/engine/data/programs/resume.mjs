// Reads batches, and goes on where another process has stopped.
//   node resume.mjs CONFIGURATION          all batches of two epochs, and the state after each
//   node resume.mjs CONFIGURATION STATES   for each state of the file: the batches that are left
import { readFileSync } from 'node:fs';
import { data, Generator, manualSeed } from 'backstep';
import { Numbers, Range } from './numbers.mjs';

const [configuration, states] = process.argv.slice(2);
const shuffled = { batchSize: 3, shuffle: true };
const configurations = {
  shuffled: () => new data.DataLoader(new Numbers(11), shuffled),
  workers: () => new data.DataLoader(new Numbers(8), { ...shuffled, numWorkers: 2 }),
  generator: () => new data.DataLoader(new Numbers(11), { ...shuffled, generator: new Generator(4) }),
  weighted: () => {
    const sampler = new data.WeightedRandomSampler([1, 2, 3, 4], 10, { generator: new Generator(8) });
    return new data.DataLoader(new Numbers(4), { batchSize: 2, sampler, numWorkers: 1 });
  },
  stream: () => new data.DataLoader(new Range(0, 11), { batchSize: 2 }),
  'stream by workers': () => new data.DataLoader(new Range(0, 7), { batchSize: 2, numWorkers: 2 }),
};

const lists = ([index, random]) => [index.tolist(), random.tolist()];

if (states === undefined) {
  manualSeed(5);
  const loader = configurations[configuration]();
  const all = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    for await (const batch of loader) all.push({ epoch, batch: lists(batch), state: loader.state() });
  }
  console.log(JSON.stringify(all));
} else {
  const left = JSON.parse(readFileSync(states, 'utf8')).map((state) => {
    manualSeed(99);
    const loader = configurations[configuration]();
    loader.loadState(state);
    const epochs = configuration === 'generator' ? 2 : 1;
    return Array.from({ length: epochs }, () => Array.from(loader, lists));
  });
  console.log(JSON.stringify(left));
}
