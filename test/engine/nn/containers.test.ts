import { nn, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from './golden';

class Add extends nn.Module {
  constructor(readonly amount: number) {
    super();
  }
  forward(x: Tensor): Tensor {
    return x.mul(10).add(this.amount);
  }
}

describe('Sequential', () => {
  test('applies its layers in order, eleven of them too', () => {
    const model = new nn.Sequential(new Add(1), new Add(2));
    expect(model.forward(floats([0])).item()).toBe(12);
    const many = new nn.Sequential(...Array.from({ length: 11 }, () => new nn.Identity()));
    expect(many.namedChildren().map(([name]) => name)).toEqual(
      Array.from({ length: 11 }, (_, i) => String(i)),
    );
  });

  test('takes names', () => {
    const model = new nn.Sequential({ first: new Add(1), second: new Add(2) });
    expect(model.forward(floats([0])).item()).toBe(12);
    expect(model.namedChildren().map(([name]) => name)).toEqual(['first', 'second']);
  });

  test('is read by index and grows', () => {
    const model = new nn.Sequential(new Add(1)).append(new Add(2));
    expect(model.length).toBe(2);
    expect(model.at(-1)).toBe(model[1]);
    expect([...model]).toEqual([model[0], model[1]]);
    expect(() => model.at(2)).toThrow('Sequential.at: 2 is out of range — it holds 2');
  });
});

describe('containers with places', () => {
  test('take a module in between and out again, and are counted anew', () => {
    const [a, b, c] = [new Add(1), new Add(2), new Add(3)];
    const model = new nn.Sequential(a, c).insert(1, b);
    expect([...model]).toEqual([a, b, c]);
    expect(model.insert(-1, a).pop(-2)).toBe(a);
    expect(model.pop()).toBe(c);
    expect(model.namedChildren()).toEqual([
      ['0', a],
      ['1', b],
    ]);
    expect([...model.extend([c]).slice(1)]).toEqual([b, c]);
    expect(() => new nn.Sequential().pop()).toThrow('Sequential.at: -1 is out of range — it holds 0');
    const list = new nn.ModuleList([a, c]).insert(1, b).extend([a]);
    expect([...list]).toEqual([a, b, c, a]);
    expect(list.pop()).toBe(a);
    expect([...list.slice(0, 2)]).toEqual([a, b]);
  });

  test('of names take out and replace', () => {
    const dict = new nn.ModuleDict({ left: new Add(1) }).update({ right: new Add(2), left: new Add(3) });
    expect(dict.keys()).toEqual(['right', 'left']);
    expect([dict.delete('right'), dict.delete('right'), dict.length]).toEqual([true, false, 1]);
  });
});

describe('ModuleList', () => {
  test('holds modules whose parameters are the owner’s', () => {
    class Stack extends nn.Module {
      layers = new nn.ModuleList([new nn.Linear(2, 2), new nn.Linear(2, 2)]);
      forward(x: Tensor): Tensor {
        for (const layer of this.layers) x = layer.forward(x);
        return x;
      }
    }
    const model = new Stack();
    expect(model.forward(floats([[1, 2]])).shape).toEqual([1, 2]);
    expect(model.namedParameters().map(([name]) => name)).toEqual([
      'layers.0.weight',
      'layers.0.bias',
      'layers.1.weight',
      'layers.1.bias',
    ]);
    expect(model.layers.at(-1)).toBe(model.layers[1]);
  });
});

describe('ModuleDict', () => {
  test('holds modules by name, in the order of their coming', () => {
    const heads = new nn.ModuleDict({ b: new Add(1), a: new Add(2) });
    expect(heads.keys()).toEqual(['b', 'a']);
    expect(heads.get('a').amount).toBe(2);
    expect(heads.has('c')).toBe(false);
    heads.set('a', new Add(3));
    expect(heads.values().map(({ amount }) => amount)).toEqual([1, 3]);
    expect([...heads].map(([name]) => name)).toEqual(['b', 'a']);
  });

  test('says which names there are, and which cannot be', () => {
    const heads = new nn.ModuleDict({ b: new Add(1) });
    expect(() => heads.get('c')).toThrow('ModuleDict: there is no "c" — the names are b — add it with set()');
    expect(() => heads.set('train', new Add(1))).toThrow('registerModule: "train" is taken');
  });
});
