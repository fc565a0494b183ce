import { type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../golden/read';

type Name = 'erfc' | 'erfinv' | 'lgamma' | 'digamma' | 'i0' | 'i1' | 'i0e' | 'i1e' | 'sinc';

function apply(name: string, x: Tensor): Tensor {
  const order = /^polygamma(\d)$/.exec(name)?.[1];
  return order === undefined ? x[name as Name]() : x.polygamma(Number(order));
}

const errors = { float64: 1e-13, float32: 2e-7 } as const;

describe.each(Object.entries(readGolden<Record<string, [number, number][]>>('special')))(
  '%s',
  (name, pairs) => {
    test.each(['float64', 'float32'] as const)('of %s has all of its digits', (dtype) => {
      const x = tensor(
        pairs.map(([at]) => at),
        { dtype: 'float64' },
      );
      // Points that float32 has not exactly would tell of the rounding of x.
      const exact = x.float().double().eq(x).tolist() as boolean[];
      const own = apply(name, x.to(dtype)).tolist() as number[];
      pairs.forEach(([at, value], k) => {
        if (dtype === 'float32' && !exact[k]) return;
        const want = dtype === 'float32' ? Math.fround(value) : value;
        if (own[k] === want) return;
        // Denormals of float32 have fewer digits.
        const allowed = errors[dtype] * Math.abs(want) + (dtype === 'float32' ? 2 ** -149 : 0);
        expect(Math.abs(own[k] - want), `${name}(${at}) is ${own[k]}, not ${want}`).toBeLessThanOrEqual(
          allowed,
        );
      });
    });
  },
);
