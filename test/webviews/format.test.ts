import { describe, expect, test } from 'vitest';
import { count, fitted, number, share, signature } from '../../webviews/tensor/format';

describe('a number is written', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-42, '-42'],
    [0.03125, '0.03125'],
    [1 / 3, '0.3333'],
    [123456.789, '123500'],
    [9_999_999, '9999999'],
    [12_345_678, '1.235e7'],
    [0.00012345, '0.0001234'],
    [0.000012345, '1.234e-5'],
    [-1e-30, '-1e-30'],
    [2.5e20, '2.5e20'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '-∞'],
  ])('%f as %s', (value, text) => {
    expect(number(value)).toBe(text);
  });

  test('with as many digits as are asked for', () => {
    expect(number(Math.PI, 6)).toBe('3.14159');
    expect(number(1.6e-9, 1)).toBe('2e-9');
  });
});

test('a cell shows the most precise form that fits in it', () => {
  expect(fitted(-0.36987, 8)).toBe('-0.3699');
  expect(fitted(-0.36987, 6)).toBe('-0.37');
  expect(fitted(-0.36987, 4)).toBe('-0.4');
  expect(fitted(-1.2345e-7, 6)).toBe('-1e-7');
  expect(fitted(-1.2345e-7, 3)).toBe('…');
});

test('a share never hides that there are some, or that there are not all', () => {
  expect(share(0, 100)).toBe('0\u00a0%');
  expect(share(1, 8)).toBe('12.5\u00a0%');
  expect(share(1, 1e9)).toBe('<\u00a00.01\u00a0%');
  expect(share(1e9 - 1, 1e9)).toBe('>\u00a099.99\u00a0%');
  expect(share(7, 7)).toBe('100\u00a0%');
  expect(share(0, 0)).toBe('0\u00a0%');
});

test('a dtype and shape are written short', () => {
  expect(signature('float32', [64, 10])).toBe('f32[64, 10]');
  expect(signature('bool', [])).toBe('bool[]');
  expect(count(1234567)).toBe('1,234,567');
});
