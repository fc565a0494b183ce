import { describe, expect, test } from 'vitest';
import { conditionExpression, parseHitCount, parseLogMessage } from '../../extension/debug/conditions';
import { SourceMaps } from '../../extension/debug/sourcemaps';
import { type Landing, Step } from '../../extension/debug/stepping';
import { short, statisticsText, tensorText } from '../../extension/debug/tensors';

describe('hit counts and log messages', () => {
  test.each([
    ['5', '==', 5],
    ['> 3', '>', 3],
    ['>=3', '>=', 3],
    ['<= 2', '<=', 2],
    ['== 7', '==', 7],
    ['%10', '%', 10],
  ])('%s is read as %s %i', (text, operator, count) => {
    expect(parseHitCount(text)).toEqual({ operator, count });
  });

  test.each(['x', '0', '> ', '3.5', '-1'])('%s is no hit count, and is told so', (text) => {
    expect(() => parseHitCount(text)).toThrow(`hit count: not understood — ${text} — write a number`);
  });

  test('expressions in a log message may have braces of their own', () => {
    expect(parseLogMessage('a {x} b {[{y: 1}].length}')).toEqual(['a ', 'x', ' b ', '[{y: 1}].length', '']);
    expect(() => parseLogMessage('a {x')).toThrow('a { has no }');
  });

  test('a plain breakpoint has no condition for V8 to evaluate', () => {
    expect(conditionExpression(1, {})).toBe('');
    expect(conditionExpression(1, { condition: ' ' })).toBe('');
    expect(conditionExpression(4, { condition: 'x > 1', hitCondition: '%2' })).toBe(
      '__backstep.breakpoint(4, () => (x > 1\n), {"operator":"%","count":2})',
    );
  });
});

describe('a tensor’s text', () => {
  const statistics = {
    count: 6,
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
    zeros: 1,
    min: -3.1234,
    max: 2.9,
    mean: 0.0103456,
    std: 0.99312,
    norm: 2,
  };

  test('names what is not finite only where there is some', () => {
    expect(statisticsText(statistics, 'float32')).toBe('mean 0.0103 std 0.993 min -3.12 max 2.9');
    expect(
      statisticsText({ ...statistics, nan: 3, positiveInfinity: 1, negativeInfinity: 1 }, 'float32'),
    ).toBe('mean 0.0103 std 0.993 min -3.12 max 2.9 nan 3 inf 2');
    expect(statisticsText({ ...statistics, nan: 6 }, 'float32')).toBe('nan 6 inf 0');
  });

  test('shows few values as they are nested, integers of any size in full', () => {
    const place = { storage: 1, dtype: 'int64', shape: [2, 1], strides: [1, 1], offset: 0 };
    const tensor = {
      place,
      short: 'i64',
      device: 'cpu',
      requiresGrad: false,
      version: 0,
      gradFn: null,
      isDisposed: false,
      bytes: 16,
    };
    expect(tensorText({ ...tensor, values: ['9007199254740993', '-1'] }, null)).toBe(
      'i64[2, 1] [[9007199254740993], [-1]]',
    );
  });

  test.each([
    [0.000012345, '1.23e-5'],
    [123456789.5, '1.23e8'],
    [-0.5, '-0.5'],
    [1000, '1000'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d is written %s', (value, text) => {
    expect(short(value)).toBe(text);
  });
});

describe('source maps', () => {
  // Two generated lines for source lines 2 and 5; `A` is 0, `I` is 4: see the source map specification.
  const map = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: 'AACA;IAGI' });
  const maps = new SourceMaps([{ source: '/program/a.ts', url: 'file:///tmp/a.mjs', map }]);

  test('a line without code leads to the next that has some', () => {
    expect(maps.toModule('/program/a.ts', 1)).toMatchObject({ line: 2, lineNumber: 0, columnNumber: 0 });
    expect(maps.toModule('/program/a.ts', 3)).toMatchObject({ line: 5, lineNumber: 1, columnNumber: 4 });
    expect(maps.toModule('/program/a.ts', 6)).toBe(null);
    expect(maps.toModule('/program/other.ts', 1)).toBe(null);
  });

  test('code that the transpiler put in has no source', () => {
    const url = 'file:///tmp/a.mjs';
    expect(maps.toSource({ url, lineNumber: 1, columnNumber: 9 })).toEqual({
      path: '/program/a.ts',
      line: 5,
      column: 5,
    });
    expect(maps.toSource({ url, lineNumber: 1, columnNumber: 0 })).toBe(null);
    expect(maps.toSource({ url, lineNumber: 7, columnNumber: 0 })).toBe(null);
  });
});

describe('a step', () => {
  const place = (line: number, column = 1) => ({ path: '/a.ts', line, column });
  const user = (
    line: number,
    userDepth = 1,
    before: 'statement' | 'call' | 'return' = 'statement',
  ): Landing => ({
    kind: 'user',
    place: place(line),
    generated: `${line}`,
    userDepth,
    before: async () => before,
  });
  const op = (
    index: number,
    depth = 0,
    userDepth = 1,
    phase: 'forward' | 'backward' = 'backward',
  ): Landing => ({
    kind: 'op',
    index,
    depth,
    phase,
    userDepth,
    place: place(9),
  });

  test('from code into a line asks for ops too; over a line it does not', () => {
    expect(new Step('stepIn', user(1)).start).toEqual({ method: 'Debugger.stepInto', stopAtOp: 0 });
    expect(new Step('next', user(1)).start).toEqual({ method: 'Debugger.stepOver', stopAtOp: null });
    expect(new Step('stepOp', user(1)).start).toEqual({ method: 'Debugger.resume', stopAtOp: 0 });
  });

  test('at a nested op, over is an op of that depth, and out is the gradient around it', () => {
    expect(new Step('next', op(7, 1)).start).toEqual({ method: 'Debugger.stepOut', stopAtOp: 1 });
    expect(new Step('stepOut', op(7, 1)).start).toEqual({ method: 'Debugger.stepOut', stopAtOp: 0 });
    expect(new Step('stepOut', op(7, 0)).start).toEqual({ method: 'Debugger.stepOut', stopAtOp: null });
    expect(new Step('stepIn', op(7, 0)).start).toEqual({ method: 'Debugger.stepInto', stopAtOp: 1 });
  });

  test('does not stop twice at one op', async () => {
    const step = new Step('next', op(7));
    expect(await step.landed(op(7))).toEqual(step.start);
    expect(await step.landed(op(8))).toBe(null);
  });

  test('over a forward op passes the ops of functions that the line calls', async () => {
    const step = new Step('next', op(7, 0, 1, 'forward'));
    expect(await step.landed(op(8, 0, 2, 'forward'))).toEqual({ method: 'Debugger.stepOut', stopAtOp: null });
    expect(await step.landed(user(30, 2))).toEqual({ method: 'Debugger.stepOut', stopAtOp: null });
    expect(await step.landed(user(9, 1, 'call'))).toEqual({ method: 'Debugger.stepOver', stopAtOp: 0 });
    expect(await step.landed(op(9, 0, 1, 'forward'))).toBe(null);
  });

  test('over a gradient passes the ops of a hook, and still stops at the next gradient', async () => {
    const step = new Step('next', op(7));
    expect(await step.landed(op(8, 0, 2))).toEqual({ method: 'Debugger.stepOut', stopAtOp: 0 });
    expect(await step.landed(op(9, 0, 1))).toBe(null);
  });

  test('never ends in code that nobody wrote', async () => {
    const hidden: Landing = { kind: 'hidden', userDepth: 1 };
    const unmapped: Landing = { kind: 'unmapped', userDepth: 1 };
    const step = new Step('stepIn', user(1));
    expect(await step.landed(hidden)).toEqual({ method: 'Debugger.stepInto', stopAtOp: 0 });
    expect(await step.landed(unmapped)).toEqual({ method: 'Debugger.stepInto', stopAtOp: 0 });
    for (let round = 0; round < 60; round++) await step.landed(unmapped);
    expect(await step.landed(unmapped)).toEqual({ method: 'Debugger.stepOut', stopAtOp: 0 });
    expect(await step.landed(user(2))).toBe(null);
  });

  test('over the last statement of a line passes the return from the function', async () => {
    const step = new Step('next', user(5));
    expect(await step.landed(user(5, 1, 'return'))).toEqual(step.start);
    expect(await step.landed(user(3, 0, 'call'))).toBe(null);
  });
});
