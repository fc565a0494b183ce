import * as backstep from 'backstep';
import { expect, test } from 'vitest';

const rooms = {
  '': backstep,
  nn: backstep.nn,
  optim: backstep.optim,
  data: backstep.data,
  formats: backstep.formats,
};
const isClass = (value: unknown) => typeof value === 'function' && /^class\b/.test(`${value}`);

// What Variables, errors and printed models call an object is the name of its class, which a bundler may change.
test('a class is called in the shipped engine as it is imported', () => {
  const classes = Object.entries(rooms).flatMap(([room, members]) =>
    Object.entries(members).flatMap(([name, value]) => (isClass(value) ? [[room, name, value.name]] : [])),
  );
  expect(classes.length).toBeGreaterThan(150);
  expect(classes.filter(([, name, own]) => own !== name)).toEqual([]);
});
