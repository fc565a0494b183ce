import { expect, test } from 'vitest';
import { document } from '../../extension/build/docs.mjs';

test('every exported name of the engine has a comment', async () => {
  expect(await document()).toEqual([]);
}, 300_000);
