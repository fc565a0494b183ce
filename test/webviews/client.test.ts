import { describe, expect, test } from 'vitest';
import { asChoices, firstChoices } from '../../webviews/tensor/memory';
import { float32, float64 } from '../../webviews/ui/client';
import { page } from '../../webviews/ui/page';

describe('numbers from the extension', () => {
  test('are taken as they are where the editor keeps typed arrays', () => {
    const values = Float32Array.of(1, Number.NaN, Number.NEGATIVE_INFINITY);
    expect(float32(values)).toBe(values);
  });

  test('are put together again from an array, or from an object of indices', () => {
    expect(float32([1, null, 3])).toEqual(Float32Array.of(1, Number.NaN, 3));
    expect(float64({ 0: 5, 1: 6 })).toEqual(Float64Array.of(5, 6));
    expect(float64(Float32Array.of(0.5))).toEqual(Float64Array.of(0.5));
  });

  test('are an error where there are none', () => {
    expect(() => float32(undefined)).toThrow('numbers are missing');
    expect(() => float32(new ArrayBuffer(8))).toThrow('typed array');
  });
});

describe('the page of a panel', () => {
  const parts = {
    title: 'a < b & "c"',
    script: 's.js',
    style: 's.css',
    nonce: 'abc',
    cspSource: 'https://panel',
  };

  test('forbids everything but its own script and style', () => {
    expect(page(parts)).toContain(
      "default-src 'none'; script-src 'nonce-abc'; style-src https://panel 'nonce-abc'; font-src https://panel; img-src https://panel data: blob:",
    );
  });

  test('keeps a title from becoming markup', () => {
    expect(page(parts)).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>');
  });
});

describe('what a panel remembers', () => {
  test('is read back', () => {
    const choices = {
      ...firstChoices,
      expression: 'x',
      view: { zoom: 3, row: 1, column: 2 },
      range: 'robust' as const,
    };
    expect(asChoices(JSON.parse(JSON.stringify(choices)))).toEqual(choices);
  });

  test('is not believed where it is nonsense', () => {
    expect(asChoices(null)).toEqual(firstChoices);
    expect(
      asChoices({ view: { zoom: 'big' }, selection: { row: -1, column: 0 }, range: 3, slice: [] }),
    ).toEqual(firstChoices);
  });
});
