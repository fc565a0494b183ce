import { nn, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from './golden';

class Net extends nn.Module {
  fc1 = new nn.Linear(3, 4);
  fc2 = new nn.Linear(4, 2);

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.fc1.forward(x).relu());
  }
}

const names = (entries: [string, unknown][]) => entries.map(([name]) => name);

describe('state', () => {
  const state = () => ({
    'fc1.weight': floats([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
      [1, 0, 1],
    ]),
    'fc1.bias': floats([1, 2, 3, 4]),
    'fc2.weight': floats([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ]),
    'fc2.bias': floats([0.5, -0.5]),
  });

  test('is loaded in place, and shares memory when it is read', () => {
    const model = new Net();
    const { weight } = model.fc1;
    expect(model.loadStateDict(state())).toEqual({ missingKeys: [], unexpectedKeys: [] });
    expect(model.fc1.weight).toBe(weight);
    expect(model.forward(floats([[1, 1, 1]])).tolist()).toEqual([[7.5, 16.5]]);
    const shared = model.stateDict();
    expect(shared['fc1.bias'].requiresGrad).toBe(false);
    shared['fc1.bias'].zero_();
    expect(model.fc1.bias!.tolist()).toEqual([0, 0, 0, 0]);
  });

  test('that does not fit is refused with all that is wrong, and nothing is loaded', () => {
    const model = new Net();
    const before = model.fc1.weight.tolist();
    const { 'fc2.bias': _, ...given } = { ...state(), extra: floats([1]), 'fc2.weight': floats([[1, 2]]) };
    expect(() => model.loadStateDict(given)).toThrow(
      [
        'Error(s) in loading stateDict for Net:',
        '\tMissing key(s) in stateDict: "fc2.bias".',
        '\tUnexpected key(s) in stateDict: "extra".',
        '\tsize mismatch for fc2.weight: copying a param with shape [1, 2] from checkpoint, the shape in current model is [2, 4].',
      ].join('\n'),
    );
    expect(model.fc1.weight.tolist()).toEqual(before);
  });

  test('may miss names where it is not strict, but no shape may differ', () => {
    const model = new Net();
    const { 'fc2.bias': _, ...given } = { ...state(), extra: floats([1]) };
    expect(model.loadStateDict(given, { strict: false })).toEqual({
      missingKeys: ['fc2.bias'],
      unexpectedKeys: ['extra'],
    });
    expect(model.fc1.bias!.tolist()).toEqual([1, 2, 3, 4]);
    expect(() => model.loadStateDict({ 'fc1.bias': floats([1]) }, { strict: false })).toThrow(
      'size mismatch',
    );
  });

  test('has buffers, but for those that are not persistent', () => {
    class Counter extends nn.Module {
      declare seen: Tensor;
      declare scratch: Tensor;
      constructor() {
        super();
        this.registerBuffer('seen', floats([5]));
        this.registerBuffer('scratch', floats([6]), false);
      }
    }
    const model = new nn.ModuleDict({ counter: new Counter() });
    expect(names(model.namedBuffers())).toEqual(['counter.seen', 'counter.scratch']);
    expect(model.parameters()).toEqual([]);
    expect(Object.keys(model.stateDict())).toEqual(['counter.seen']);
    model.loadStateDict({ 'counter.seen': floats([7]) });
    expect(model.get('counter').seen.tolist()).toEqual([7]);
  });

  test('names must be free, and without dots', () => {
    const model = new Net();
    expect(() => model.registerBuffer('fc1', floats([1]))).toThrow(
      'registerBuffer: "fc1" is taken — Net already has it',
    );
    expect(() => model.registerParameter('a.b', null)).toThrow('registerParameter: "a.b" is no name');
    expect(() => model.registerModule('', null)).toThrow('registerModule: "" is no name');
  });
});
