import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Channel, type Message } from '../../engine/runtime/channel';
import { TensorPanels } from '../../extension/panels/tensor';
import { Stops } from '../../extension/workbench/stops';
import type { TensorPanelEvents, TensorPanelMethods, TensorView } from '../../webviews/protocol/tensor';
import { DebugStackFrame, editor, type FakePanel } from './vscode.fake';

vi.mock('vscode', () => import('./vscode.fake'));

type Answer = (args: Record<string, unknown>) => unknown;

/** A debug session whose program is told what to answer. */
class Program {
  readonly id: string;
  readonly type = 'backstep';
  readonly asked: { request: string; args: Record<string, unknown> }[] = [];
  readonly answers: Record<string, Answer> = {};
  readonly #tracker;

  constructor(id: string) {
    this.id = id;
    this.#tracker = editor.trackers!.createDebugAdapterTracker(this);
  }

  async customRequest(request: string, args: Record<string, unknown>): Promise<unknown> {
    this.asked.push({ request, args });
    // As it crosses the border of the extension host.
    return JSON.parse(JSON.stringify(await this.answers[request](args)));
  }

  stop(frameId: number): void {
    this.#tracker.onDidSendMessage({ type: 'event', event: 'stopped', body: { threadId: 1 } });
    editor.stackItem.fire(new DebugStackFrame(this, 1, frameId));
  }

  runOn(): void {
    this.#tracker.onDidSendMessage({ type: 'response', command: 'next', success: true });
  }

  end(): void {
    this.#tracker.onDidSendMessage({ type: 'event', event: 'terminated' });
  }
}

const statistics = {
  count: 6,
  nan: 0,
  positiveInfinity: 0,
  negativeInfinity: 0,
  zeros: 1,
  min: -1,
  max: 2,
  mean: 0.5,
  std: 1,
  norm: 3,
};
const handle = (number: number, more: object = {}) => ({
  handle: number,
  dtype: 'float32',
  shape: [2, 3],
  device: 'cpu',
  requiresGrad: true,
  version: 0,
  statistics,
  place: { storage: 1, dtype: 'float32', shape: [2, 3], strides: [3, 1], offset: 0 },
  ...more,
});
const weight = { expression: 'fc1.weight', tensor: handle(7), gradient: null, where: 'train.ts:24' };

/** The webview's end. */
function webview(panel: FakePanel) {
  const views: TensorView[] = [];
  let read = 0;
  let listener: (message: Message) => void = () => {};
  const channel = new Channel<
    TensorPanelMethods,
    TensorPanelEvents,
    Record<never, never>,
    Record<never, never>
  >({ post: (message) => panel.send(message), onMessage: (on) => (listener = on) }, {});
  channel.on('tensor/changed', (view) => views.push(view));
  const deliver = () => {
    for (; read < panel.posted.length; read++) listener(structuredClone(panel.posted[read]) as Message);
  };
  setInterval(deliver, 1).unref();
  return { channel, views, see: () => channel.request('tensor/view', {}) };
}

let stops: Stops;
let panels: TensorPanels;
let program: Program;

beforeEach(() => {
  editor.panels.length = 0;
  stops = new Stops();
  panels = new TensorPanels({ path: '/extension' } as never, stops);
  program = new Program('first');
  program.answers['backstep/tensor'] = () => weight;
});

const open = (expression: string, target?: never) => {
  panels.show(program as never, expression, target);
  return webview(editor.panels.at(-1)!);
};

describe('a tensor panel', () => {
  it('shows the tensor in the frame that the editor has focused', async () => {
    program.stop(1000);
    const { see } = open('fc1.weight');
    expect(await see()).toMatchObject({
      tensor: { expression: 'fc1.weight', role: 'tensor', shape: [2, 3], statistics: { mean: 0.5 } },
      gradient: null,
      where: 'train.ts:24',
      absent: null,
    });
    expect(program.asked[0].args).toEqual({ expression: 'fc1.weight', frameId: 1000 });
  });

  it('looks again at every stop, and counts a version only when something may have changed', async () => {
    program.stop(1000);
    const { see, views } = open('fc1.weight');
    const first = await see();
    program.runOn();
    program.stop(1001);
    await vi.waitFor(() => expect(views).toHaveLength(1));
    expect(views[0].tensor!.version).toBe(first.tensor!.version);
    program.answers['backstep/tensor'] = () => ({ ...weight, tensor: handle(8, { version: 1 }) });
    program.runOn();
    program.stop(1002);
    await vi.waitFor(() => expect(views).toHaveLength(2));
    expect(views[1].tensor!.version).not.toBe(first.tensor!.version);
  });

  it('looks for what shares the memory where it found the tensor, and not after the program has run on', async () => {
    program.stop(1000);
    const memory = { expression: 'fc1.weight', bytes: 24, version: 0, views: [], saved: [] };
    program.answers['backstep/aliases'] = () => memory;
    const { see, channel } = open('fc1.weight');
    await see();
    expect(await channel.request('tensor/memory', {})).toEqual(memory);
    expect(program.asked.at(-1)).toEqual({
      request: 'backstep/aliases',
      args: { expression: 'fc1.weight', frameId: 1000 },
    });
    program.runOn();
    await expect(channel.request('tensor/memory', {})).rejects.toThrow('the program has moved on');
  });

  it('does not flash while a step is short, and says so when the program runs on', async () => {
    program.stop(1000);
    const { see, views } = open('fc1.weight');
    await see();
    program.runOn();
    program.stop(1001);
    await vi.waitFor(() => expect(views).toHaveLength(1));
    expect(views[0].absent).toBe(null);
    program.runOn();
    await vi.waitFor(() => expect(views.at(-1)!.absent).toBe('The program is running.'));
  });

  it('says why there is nothing to see', async () => {
    program.stop(1000);
    program.answers['backstep/tensor'] = () => {
      throw new Error('ReferenceError: fc1 is not defined');
    };
    const { see, views } = open('fc1.weight');
    expect(await see()).toMatchObject({ tensor: null, absent: 'fc1 is not defined here' });
    program.end();
    await vi.waitFor(() => expect(views.at(-1)!.absent).toBe('The debug session ended.'));
  });

  it('follows the next session after a restart', async () => {
    program.stop(1000);
    const { views } = open('fc1.weight');
    program.end();
    const second = new Program('second');
    second.answers['backstep/tensor'] = () => ({ ...weight, where: 'train.ts:30' });
    second.stop(5);
    await vi.waitFor(() => expect(views.at(-1)!.where).toBe('train.ts:30'));
  });

  it('of a variable looks there first, and follows it under the name that the session gives', async () => {
    program.stop(1000);
    const { see } = open('grad', { variablesReference: 44, name: 'grad' } as never);
    await see();
    expect(program.asked[0].args).toEqual({ variablesReference: 44, name: 'grad' });
    expect(editor.panels[0].title).toBe('fc1.weight');
    program.runOn();
    program.stop(1001);
    await vi.waitFor(() =>
      expect(program.asked[1].args).toEqual({ expression: 'fc1.weight', frameId: 1001 }),
    );
  });

  it('hands on tiles and histograms of the tensor and of its gradient', async () => {
    program.answers['backstep/tensor'] = () => ({ ...weight, gradient: handle(9) });
    program.answers['backstep/tile'] = () => ({
      height: 1,
      width: 2,
      values: Buffer.from(new Float32Array([1.5, Number.NaN]).buffer).toString('base64'),
    });
    program.answers['backstep/histogram'] = () => ({ low: -1, high: 1, counts: [2, 0, 4] });
    program.stop(1000);
    const { see, channel } = open('fc1.weight');
    await see();
    const rectangle = { rowAxis: 0, columnAxis: 1, indices: [0, 0], row: 0, column: 0, rows: 2, columns: 3 };
    const tile = await channel.request('tensor/tile', {
      role: 'gradient',
      ...rectangle,
      height: 1,
      width: 2,
    });
    expect(tile).toEqual({ height: 1, width: 2, values: new Float32Array([1.5, Number.NaN]) });
    expect(program.asked[1].args).toEqual({ handle: 9, tile: { ...rectangle, height: 1, width: 2 } });
    const histogram = await channel.request('tensor/histogram', { role: 'tensor', bins: 3 });
    expect(histogram).toEqual({ low: -1, high: 1, counts: new Float64Array([2, 0, 4]) });
    expect(program.asked[2].args).toEqual({ handle: 7, bins: 3 });
  });

  it('of nothing but NaN has no minimum, and does not call it 0', async () => {
    const nan = {
      ...statistics,
      nan: 6,
      min: Number.NaN,
      max: Number.NaN,
      mean: Number.NaN,
      std: Number.NaN,
    };
    program.answers['backstep/tensor'] = () => ({ ...weight, tensor: handle(7, { statistics: nan }) });
    program.stop(1000);
    const { see } = open('fc1.weight');
    expect((await see()).tensor!.statistics).toMatchObject({ nan: 6, min: Number.NaN, mean: Number.NaN });
  });

  it('refuses a tile of a stop that is over', async () => {
    program.stop(1000);
    const { see, channel } = open('fc1.weight');
    await see();
    program.runOn();
    await expect(channel.request('tensor/histogram', { role: 'tensor', bins: 3 })).rejects.toThrow(
      'has moved on',
    );
  });

  it('closed in the middle of a transfer says nothing more', async () => {
    let answer: (value: unknown) => void = () => {};
    program.answers['backstep/tensor'] = () => new Promise((resolve) => (answer = resolve));
    program.stop(1000);
    const { see } = open('fc1.weight');
    void see();
    await vi.waitFor(() => expect(program.asked).toHaveLength(1));
    editor.panels[0].dispose();
    answer(weight);
    program.runOn();
    program.stop(1001);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(editor.panels[0].posted).toEqual([]);
    expect(program.asked).toHaveLength(1);
  });
});

describe('tensor panels', () => {
  it('are one an expression, in one column', () => {
    program.stop(1000);
    open('fc1.weight');
    open('logits');
    open('fc1.weight');
    expect(editor.panels.map(({ title, column }) => [title, column])).toEqual([
      ['fc1.weight', 2],
      ['logits', 2],
    ]);
    editor.panels[0].dispose();
    open('fc1.weight');
    expect(editor.panels).toHaveLength(3);
  });

  it('load their own script and nothing else', () => {
    open('fc1.weight');
    const html = editor.panels[0].html();
    expect(html).toContain('src="https://webview.test/extension/dist/webviews/tensor.js"');
    expect(html).toContain("default-src 'none'");
    const nonces = [0, 1].map(() => {
      panels.dispose();
      open('fc1.weight');
      return /script nonce="([^"]+)"/.exec(editor.panels.at(-1)!.html())![1];
    });
    expect(nonces[0]).toMatch(/^[\w-]{24}$/);
    expect(nonces[0]).not.toBe(nonces[1]);
  });
});
