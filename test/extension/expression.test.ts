import { describe, expect, it } from 'vitest';
import { expressionAt, namesIn } from '../../extension/workbench/expression';

/** The expression at the `|` of a line. */
function at(marked: string): string | null {
  const column = marked.indexOf('|');
  return expressionAt(marked.replace('|', ''), column)?.text ?? null;
}

describe('the expression under the pointer', () => {
  it.each([
    ['const loss = lo|gits', 'logits'],
    ['  x = model.fc1.wei|ght', 'model.fc1.weight'],
    ['  x = model.fc|1.weight', 'model.fc1'],
    ['  x = mo|del.fc1.weight', 'model'],
    ['return this.fc1.wei|ght', 'this.fc1.weight'],
    ['layers[0].bi|as', 'layers[0].bias'],
    ["parameters['fc1.weight'].gr|ad", "parameters['fc1.weight'].grad"],
    ['batch?.ima|ges', 'batch?.images'],
    ['this.#weig|ht', 'this.#weight'],
    ['F.crossEntropy(log|its, labels)', 'logits'],
    ['if (done) lo|ss', 'loss'],
    ['[...tens|ors]', 'tensors'],
    ['größe.ma|x', 'größe.max'],
    ['await lo|ss', 'loss'],
  ])('in %s is %s', (marked, expected) => {
    expect(at(marked)).toBe(expected);
  });

  it.each([
    ['a call', 'loss.back|ward()'],
    ['a call with an optional chain', 'hook?.r|un?.(x)'],
    ['a tagged template', 'sq|l`select`'],
    ['a keyword', 'con|st x = 1'],
    ['the text of a string', "print('the lo|ss is')"],
    ['a comment', 'x = 1 // the lo|ss'],
    ['a member of a call', 'model.forward(x).sha|pe'],
    ['a member of a computed index', 'tensors[i].gr|ad'],
    ['a number', 'x = 12|34'],
    ['space', 'x =  |  y'],
  ])('is nothing on %s: %s', (_what, marked) => {
    expect(at(marked)).toBe(null);
  });

  it('knows its columns', () => {
    expect(expressionAt('  x = model.fc1.weight', 13)).toEqual({ text: 'model.fc1', start: 6, end: 15 });
  });
});

describe('the names of a line whose values can be shown at its end', () => {
  it.each([
    ['const loss = F.crossEntropy(logits, labels);', ['loss', 'F', 'logits', 'labels']],
    ['return this.fc1.forward(x).relu();', ['this.fc1', 'x']],
    ['x = model.fc1.weight.grad', ['x', 'model.fc1.weight.grad']],
    ['const y = rows[0].sum() + batch?.images', ['y', 'rows']],
    ["log('loss', step); // x", ['step']],
    ['for (const [a, b] of pairs) new Net(a.t())', ['a', 'b', 'pairs', 'a']],
    ['return f(g).weight', ['g']],
    ['if (this.done) return;', ['this.done']],
  ])('%s', (line, names) => {
    expect(namesIn(line).map(({ text }) => text)).toEqual(names);
    for (const { text, start, end } of namesIn(line)) expect(line.slice(start, end)).toBe(text);
  });
});
