// A small GPT learns to write, character by character. What it reads are the two files of this sample.
//   npx backstep run gpt.ts [steps]
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { F, manualSeed, multinomial, nn, noGrad, optim, randint, stack, tensor } from 'backstep';
import { GPT } from './model';

manualSeed(1337);

const steps = Number(process.argv[2] ?? 500);
const folder = dirname(fileURLToPath(import.meta.url));
const text = ['model.ts', 'gpt.ts'].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');

// A character is its place in the alphabet.
const alphabet = [...new Set(text)].sort();
const encoded = tensor([...text].map((character) => alphabet.indexOf(character))); // int64 [characters]

const context = 64;
const model = new GPT({ vocabulary: alphabet.length, context, embedding: 64, heads: 4, layers: 2 });
const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-3 });
const schedule = new optim.lrScheduler.CosineAnnealingLR(optimizer, steps, { etaMin: 3e-4 });
console.log(`${text.length} characters, ${alphabet.length} different; ${count(model)} parameters`);
console.log(`knowing nothing, the loss is log ${alphabet.length} = ${Math.log(alphabet.length).toFixed(2)}`);

/** Random parts of the text, and the same parts one character on: [B, T] each. */
function batch(size: number) {
  const starts = randint(0, text.length - context, [size]).tolist() as number[];
  const parts = (shift: number) => stack(starts.map((start) => encoded.narrow(0, start + shift, context)));
  return [parts(0), parts(1)];
}

let smooth = 0;
for (let step = 1; step <= steps; step++) {
  const [characters, next] = batch(16);
  const logits = model.forward(characters); // [B, T, vocabulary]
  const loss = F.crossEntropy(logits.flatten(0, 1), next.flatten());
  optimizer.zeroGrad();
  loss.backward(); // ← put a breakpoint here, press F5, and step into the attention of each block
  nn.utils.clipGradNorm_(model.parameters(), 1);
  optimizer.step();
  schedule.step();
  smooth = step === 1 ? loss.item() : 0.9 * smooth + 0.1 * loss.item();
  if (step === 1 || step % 50 === 0) console.log(`step ${step}: loss ${smooth.toFixed(3)}`);
}

console.log(`\n${generate('export class ', 200)}`);

/** Goes on after `start`, each character drawn by its probability. */
function generate(start: string, length: number) {
  return noGrad(() => {
    const written = [...start].map((character) => alphabet.indexOf(character));
    for (let i = 0; i < length; i++) {
      const logits = model.forward(tensor([written.slice(-context)])).at(0, -1);
      written.push(multinomial(logits.div(0.5).softmax(0), 1).item());
    }
    return written.map((place) => alphabet[place]).join('');
  });
}

function count(module: nn.Module) {
  return module.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
}
