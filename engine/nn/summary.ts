import { noGrad } from '../autograd/mode';
import { Tensor } from '../tensor/tensor';
import type { Module } from './module';

export interface SummaryRow {
  /** `encoder.layers.3`; '' for the model itself. */
  readonly path: string;
  readonly type: string;
  /** Shapes of the tensors that its last `forward` gave. */
  readonly outputs: readonly (readonly number[])[];
  /** Elements of its own parameters, and of those inside of it; each parameter counts once. */
  readonly parameters: number;
  readonly depth: number;
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly trainable: number;
  /** Of parameters and buffers. */
  readonly bytes: number;
  /** As a table, for a terminal. */
  toString(): string;
}

type Applied = Module & { forward(...inputs: never[]): unknown };

/**
 * What a model is made of, with the shapes that each module gives for these inputs. It is applied once, in evaluation
 * mode and without recording gradients: `console.log(String(summary(model, x)))`.
 */
export function summary(model: Applied, ...inputs: unknown[]): Summary {
  const modules = model.namedModules();
  const outputs = new Map<Module, readonly (readonly number[])[]>();
  const hooks = modules.map(([, module]) =>
    module.registerForwardHook((_module, _inputs, output) => {
      outputs.set(
        module,
        tensorsOf(output).map(({ shape }) => shape),
      );
    }),
  );
  const modes = modules.map(([, module]) => module.training);
  try {
    model.eval();
    noGrad(() => model.forward(...(inputs as never[])));
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
    outputs: outputs.get(module) ?? [],
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

function tensorsOf(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(tensorsOf);
}

function table({ rows, parameters, trainable, bytes }: Omit<Summary, 'toString'>): string {
  const grouped = (count: number) => count.toLocaleString('en-US');
  const cells = rows.map(({ path, type, outputs, parameters, depth }) => [
    `${'  '.repeat(depth)}${path === '' ? '' : `(${path.split('.').at(-1)}) `}${type}`,
    outputs.map((shape) => `[${shape.join(', ')}]`).join(', ') || '—',
    grouped(parameters),
  ]);
  const all = [['module', 'output', 'parameters'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  const line = ([module, output, count]: string[]) =>
    `${module.padEnd(widths[0])}  ${output.padEnd(widths[1])}  ${count.padStart(widths[2])}`;
  const rule = '─'.repeat(widths[0] + widths[1] + widths[2] + 4);
  const frozen = parameters - trainable;
  const total = `${grouped(parameters)} parameters (${grouped(frozen)} of them frozen), ${sizeText(bytes)}`;
  return [line(all[0]), rule, ...all.slice(1).map(line), rule, total].join('\n');
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
