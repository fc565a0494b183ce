import { nn, Tensor } from 'backstep';
import { expect, test } from 'vitest';
import { isPackedTensor } from '../../golden/read';
import { expectClose, golden, type Packed, unpack } from './golden';

/** A module with its inputs, as `module` of test/golden/pack.py writes it. */
interface ModuleRow {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly dtype: Tensor['dtype'];
  readonly train: boolean;
  readonly state: Readonly<Record<string, Packed>>;
  readonly inputs: readonly unknown[];
  readonly outputs: readonly Packed[];
  /** Gradients of the outputs that have one. */
  readonly seeds: readonly Packed[];
  readonly inputGradients: readonly (Packed | null)[];
  readonly gradients: Readonly<Record<string, Packed>>;
  /** The buffers afterwards. */
  readonly after: Readonly<Record<string, Packed>>;
}
type Anything = nn.Module & { forward(...inputs: unknown[]): unknown };
type Classes = Readonly<Record<string, new (...args: unknown[]) => Anything>>;

/** With tensors in the places of packed ones, also inside of arrays and options. */
function unpacked(value: unknown): unknown {
  if (isPackedTensor(value)) return unpack(value);
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpacked(each)]));
}

/** The tensors of nested arrays and objects, in their order. */
function tensorsOf(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(tensorsOf);
}

const short = (value: unknown) =>
  JSON.stringify(value, (_, each) => (isPackedTensor(each) ? `[${each.shape}]` : each)).slice(1, -1);

/** A test for each row of a golden file: outputs, gradients of inputs and parameters, and buffers afterwards. */
export function testModules(
  file: string,
  special: Readonly<Record<string, (...args: never[]) => unknown>> = {},
): void {
  for (const row of golden<ModuleRow[]>(file)) {
    const { name, args, dtype, train, inputs, seeds } = row;
    const shapes = inputs.map((input) => (isPackedTensor(input) ? `[${input.shape}]` : short([input])));
    test(`${name}(${short(args)}) of ${dtype} ${shapes.join(' ')}${train ? '' : ' after eval'}`, () => {
      const make = special[name] as ((...args: unknown[]) => Anything) | undefined;
      const given = unpacked(args) as unknown[];
      const module = make ? make(...given) : new (nn as unknown as Classes)[name](...given);
      if (dtype === 'float64') module.to('float64');
      module.train(train);
      module.loadStateDict(
        Object.fromEntries(Object.entries(row.state).map(([key, value]) => [key, unpack(value)])),
      );
      const values = unpacked(inputs) as unknown[];
      row.inputGradients.forEach((gradient, i) => {
        if (gradient) (values[i] as Tensor).requiresGrad_();
      });
      const outputs = tensorsOf(module.forward(...values));
      expect(outputs.length).toBe(row.outputs.length);
      outputs.forEach((output, i) => {
        expectClose(output, row.outputs[i], `output ${i}`);
      });
      outputs
        .filter((output) => output.requiresGrad)
        .map((output, i) => output.mul(unpack(seeds[i])).sum())
        .reduce((sum, each) => sum.add(each))
        .backward();
      row.inputGradients.forEach((gradient, i) => {
        if (gradient) expectClose((values[i] as Tensor).grad!, gradient, `gradient of input ${i}`);
      });
      const gradients = new Map(
        module.namedParameters().flatMap(([key, { grad }]) => (grad ? [[key, grad] as const] : [])),
      );
      expect([...gradients.keys()].sort()).toEqual(Object.keys(row.gradients).sort());
      for (const [key, gradient] of gradients)
        expectClose(gradient, row.gradients[key], `gradient of ${key}`);
      const buffers = new Map(module.namedBuffers());
      for (const [key, value] of Object.entries(row.after)) {
        expectClose(buffers.get(key)!, value, `buffer ${key} afterwards`);
      }
    });
  }
}
