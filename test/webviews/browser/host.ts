import type { TensorMemory } from '../../../webviews/protocol/tensor';

/**
 * A stand-in for the extension, run inside the test's page: it answers as the panel's host does, from tensors
 * that are formulas. Everything is in one function, because it is sent to the browser as text.
 */
export interface FakeTensor {
  readonly dtype?: string;
  readonly shape: readonly number[];
  /** JavaScript of an expression of `i`, the flat index, and `at`, the index on each axis. */
  readonly formula: string;
  readonly requiresGrad?: boolean;
  readonly gradient?: string;
}

export interface FakeHost {
  where: string;
  absent: string | null;
  shown: string;
  version: number;
  /** Requests of these methods reject with the sentence. */
  failing: Record<string, string>;
  /** Milliseconds before every answer. */
  delay: number;
  readonly log: { method: string; params: Record<string, unknown> }[];
  state: unknown;
  tensors: Record<string, FakeTensor>;
  /** The page's policy forbids to make functions of text, so they are here, by their text. */
  formulas: Record<string, (i: number, at: number[]) => number>;
  /** What `tensor/memory` answers. */
  memory: TensorMemory | null;
  /** Tells the webview the view now. */
  tell(): void;
}

export function installHost(options: {
  tensors: Record<string, FakeTensor>;
  shown: string;
  state: unknown;
  webgl: boolean;
}) {
  type Figures = Record<string, number>;
  const { tensors } = options;
  if (!options.webgl) {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (
      this: HTMLCanvasElement,
      kind: string,
      ...rest: unknown[]
    ) {
      return kind === 'webgl2'
        ? null
        : (original as (...all: unknown[]) => unknown).call(this, kind, ...rest);
    } as typeof original;
  }
  const post = (message: unknown) => window.postMessage(message, '*');
  const cache = new Map<string, Float64Array>();
  const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const elements = (name: string, role: string) => {
    const tensor = host.tensors[name];
    const formula = role === 'gradient' ? tensor.gradient : tensor.formula;
    if (formula === undefined) throw new Error(`tensor: there is no ${role} to see now`);
    const key = `${name} ${formula} ${tensor.shape}`;
    const known = cache.get(key);
    if (known) return known;
    const read = host.formulas[formula];
    const values = Float64Array.from({ length: sizeOf(tensor.shape) }, (_, i) => {
      let rest = i;
      const at = tensor.shape.map(() => 0);
      for (let axis = tensor.shape.length - 1; axis >= 0; axis--) {
        at[axis] = rest % tensor.shape[axis];
        rest = Math.floor(rest / tensor.shape[axis]);
      }
      return read(i, at);
    });
    cache.set(key, values);
    return values;
  };
  const statistics = (values: Float64Array): Figures => {
    const finite = values.filter(Number.isFinite);
    const mean = finite.reduce((a, b) => a + b, 0) / finite.length;
    const squares = finite.reduce((a, b) => a + (b - mean) ** 2, 0);
    const many = (test: (value: number) => boolean) =>
      values.reduce((n, value) => n + (test(value) ? 1 : 0), 0);
    return {
      count: values.length,
      nan: many(Number.isNaN),
      positiveInfinity: many((value) => value === Number.POSITIVE_INFINITY),
      negativeInfinity: many((value) => value === Number.NEGATIVE_INFINITY),
      zeros: many((value) => value === 0),
      min: finite.length ? finite.reduce((a, b) => Math.min(a, b)) : Number.NaN,
      max: finite.length ? finite.reduce((a, b) => Math.max(a, b)) : Number.NaN,
      mean,
      std: Math.sqrt(squares / (finite.length - 1)),
      norm: Math.sqrt(finite.reduce((a, b) => a + b * b, 0)),
    };
  };
  const head = (name: string, role: 'tensor' | 'gradient') => {
    const { dtype, shape, requiresGrad } = host.tensors[name];
    return {
      expression: name,
      role,
      dtype: dtype ?? 'float32',
      shape,
      device: 'cpu',
      requiresGrad: role === 'tensor' && requiresGrad === true,
      version: host.version,
      statistics: statistics(elements(name, role)),
    };
  };
  const view = () => {
    const there = host.absent === null ? host.tensors[host.shown] : undefined;
    return {
      tensor: there ? head(host.shown, 'tensor') : null,
      gradient: there?.gradient ? head(host.shown, 'gradient') : null,
      where: host.where,
      absent: host.absent ?? (there ? null : `${host.shown} is not defined here`),
    };
  };
  const tile = (params: Record<string, number> & { role: string; indices: number[] }) => {
    const { shape } = host.tensors[host.shown];
    const values = elements(host.shown, params.role);
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    const { rowAxis, columnAxis, height, width, rows, columns } = params;
    const base = params.indices.reduce(
      (sum, index, axis) => sum + (axis === rowAxis || axis === columnAxis ? 0 : index * strides[axis]),
      0,
    );
    const out = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        let finite = 0;
        let odd: number | null = null;
        for (let r = Math.floor((y * rows) / height); r < Math.floor(((y + 1) * rows) / height); r++) {
          for (let c = Math.floor((x * columns) / width); c < Math.floor(((x + 1) * columns) / width); c++) {
            const at =
              base +
              (rowAxis === null ? 0 : (params.row + r) * strides[rowAxis]) +
              (columnAxis === null ? 0 : (params.column + c) * strides[columnAxis]);
            const value = values[at];
            if (Number.isFinite(value)) {
              sum += value;
              finite++;
            } else if (odd === null || Number.isNaN(value)) odd = value;
          }
        }
        out[y * width + x] = odd ?? sum / finite;
      }
    }
    return { height, width, values: out };
  };
  const histogram = ({ role, bins }: { role: string; bins: number }) => {
    const values = elements(host.shown, role).filter(Number.isFinite);
    const { min, max } = statistics(values);
    const counts = new Float64Array(bins);
    for (const value of values)
      counts[Math.min(bins - 1, Math.floor(((value - min) / (max - min || 1)) * bins))]++;
    return { low: min, high: max, counts };
  };
  const methods: Record<string, (params: never) => unknown> = {
    'tensor/view': view,
    'tensor/tile': tile,
    'tensor/histogram': histogram,
    'tensor/memory': () => {
      if (!host.memory) throw new Error('tensor: there is no memory to see now');
      return host.memory;
    },
    'tensor/show': ({ expression }: { expression: string }) => {
      host.shown = expression;
      return view();
    },
  };
  const host: FakeHost = {
    where: 'crossEntropy backward · train.ts:21',
    absent: null,
    shown: options.shown,
    version: 1,
    failing: {},
    delay: 0,
    log: [],
    state: options.state,
    tensors,
    formulas: {},
    memory: null,
    tell: () => post({ kind: 'event', event: 'tensor/changed', params: view() }),
  };
  const answer = async ({
    id,
    method,
    params,
  }: {
    id: number;
    method: string;
    params: Record<string, unknown>;
  }) => {
    host.log.push({ method, params });
    const failing = host.failing[method];
    if (host.delay) await new Promise((resolve) => setTimeout(resolve, host.delay));
    try {
      if (failing) throw new Error(failing);
      post({ kind: 'result', id, result: methods[method](params as never) });
    } catch (error) {
      post({ kind: 'error', id, error: { name: 'Error', message: (error as Error).message } });
    }
  };
  Object.assign(window, {
    host,
    acquireVsCodeApi: () => ({
      postMessage: (message: never) => void answer(structuredClone(message)),
      getState: () => host.state,
      setState: (state: unknown) => {
        host.state = structuredClone(state);
      },
    }),
  });
}
