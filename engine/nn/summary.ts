import { noGrad } from '../autograd/mode';
import { zeros } from '../ops/creation';
import { Tensor } from '../tensor/tensor';
import type { Module } from './module';

/** A module of a summary. */
export interface SummaryRow {
  /** `encoder.layers.3`; '' for the model itself. */
  readonly path: string;
  /** Name of its class. */
  readonly type: string;
  /** Shapes of the tensors that its last `forward` was given. */
  readonly inputs: readonly (readonly number[])[];
  /** Shapes of the tensors that its last `forward` gave. */
  readonly outputs: readonly (readonly number[])[];
  /** Elements of its own parameters, and of those inside of it; each parameter counts once. */
  readonly parameters: number;
  /** How deep it lies: 0 for the model itself. */
  readonly depth: number;
}

/** What `summary` gives. */
export interface Summary {
  /** Every module, the model itself first. */
  readonly rows: readonly SummaryRow[];
  /** Elements of all parameters. */
  readonly parameters: number;
  /** Of these, elements of parameters that require a gradient. */
  readonly trainable: number;
  /** Of parameters and buffers. */
  readonly bytes: number;
  /** As a table, for a terminal. */
  toString(): string;
}

/** A module that can be applied. */
export type Applied = Module & {
  /** Whatever the class says. */
  forward(...inputs: never[]): unknown;
};

/** Shapes of inputs of zeros, in the model's dtype: of one, or of several. */
export interface InputSize {
  /** [N, …], or one shape for each input. */
  readonly inputSize: readonly number[] | readonly (readonly number[])[];
}

type Shapes = readonly (readonly number[])[];

/**
 * What a model is made of, with the shapes that each module takes and gives: `console.log(String(summary(model, x)))`,
 * or `summary(model, { inputSize: [64, 784] })`. It is applied once to these inputs, in evaluation mode and without
 * recording gradients; without inputs it is not applied, and there are no shapes.
 */
export function summary(model: Applied, ...inputs: unknown[] | [InputSize]): Summary {
  const modules = model.namedModules();
  const shapes = new Map<Module, { inputs: Shapes; outputs: Shapes }>();
  const shapesOf = (value: unknown) => tensorsOf(value).map(({ shape }) => shape);
  const hooks = modules.map(([, module]) =>
    module.registerForwardHook((_module, given, output) => {
      shapes.set(module, { inputs: shapesOf(given), outputs: shapesOf(output) });
    }),
  );
  const modes = modules.map(([, module]) => module.training);
  try {
    model.eval();
    if (inputs.length > 0) noGrad(() => model.forward(...(inputsOf(model, inputs) as never[])));
  } finally {
    for (const hook of hooks) hook.remove();
    modules.forEach(([, module], i) => {
      module.training = modes[i];
    });
  }
  const count = (tensors: readonly Tensor[]) => tensors.reduce((sum, tensor) => sum + tensor.numel(), 0);
  const rows = modules.map(([path, module]) => ({
    path,
    type: module.constructor.name,
    inputs: shapes.get(module)?.inputs ?? [],
    outputs: shapes.get(module)?.outputs ?? [],
    parameters: count(module.parameters()),
    depth: path === '' ? 0 : path.split('.').length,
  }));
  const parameters = model.parameters();
  const state = [...parameters, ...model.buffers()];
  const result = {
    rows,
    parameters: count(parameters),
    trainable: count(parameters.filter(({ requiresGrad }) => requiresGrad)),
    bytes: state.reduce((sum, tensor) => sum + tensor.numel() * tensor.elementSize(), 0),
  };
  return { ...result, toString: () => table(result) };
}

function inputsOf(model: Module, inputs: unknown[]): unknown[] {
  const [first] = inputs as [Partial<InputSize> | null];
  if (inputs.length !== 1 || first instanceof Tensor || !first?.inputSize) return inputs;
  const dtype = model.parameters().find((parameter) => parameter.isFloatingPoint())?.dtype;
  const shapes = (typeof first.inputSize[0] === 'number' ? [first.inputSize] : first.inputSize) as Shapes;
  return shapes.map((shape) => zeros([...shape], { dtype }));
}

function tensorsOf(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(tensorsOf);
}

function table({ rows, parameters, trainable, bytes }: Omit<Summary, 'toString'>): string {
  const grouped = (count: number) => count.toLocaleString('en-US');
  const text = (shapes: Shapes) => shapes.map((shape) => `[${shape.join(', ')}]`).join(', ') || '—';
  const cells = rows.map(({ path, type, inputs, outputs, parameters, depth }) => [
    `${'  '.repeat(depth)}${path === '' ? '' : `(${path.split('.').at(-1)}) `}${type}`,
    text(inputs),
    text(outputs),
    grouped(parameters),
  ]);
  const all = [['module', 'input', 'output', 'parameters'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const frozen = parameters - trainable;
  const total = `${grouped(parameters)} parameters (${grouped(frozen)} of them frozen), ${sizeText(bytes)}`;
  return [line(all[0]), rule, ...all.slice(1).map(line), rule, total].join('\n');
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
