/** A panel's end of the channel to the extension, and what the panel remembers while it is hidden. */
import { Channel, type Events, type Message } from '../../engine/runtime/channel';

interface Editor {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Editor;

export interface Client<Methods, Told extends object> {
  readonly channel: Channel<Methods, Told, Record<never, never>, Events>;
  /** What was remembered by an earlier life of this panel, unvalidated; null if nothing was. */
  readonly remembered: unknown;
  /** Plain JSON; the editor keeps it while the panel is hidden, and across a reload. */
  remember(state: object): void;
}

/** To be called once a page: the editor hands out its interface once. */
export function connect<Methods, Told extends object>(): Client<Methods, Told> {
  const editor = acquireVsCodeApi();
  const channel = new Channel<Methods, Told, Record<never, never>, Events>(
    {
      post: (message) => editor.postMessage(message),
      onMessage: (listener) =>
        window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
          if (isMessage(data)) listener(data);
        }),
    },
    {},
  );
  return { channel, remembered: editor.getState() ?? null, remember: (state) => editor.setState(state) };
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && 'kind' in data && typeof data.kind === 'string';
}

/**
 * Numbers that crossed a border. Editors move typed arrays as they are; older ones make an object of indices or
 * an array of them, in which a number that JSON lacks is null.
 */
export function float32(values: unknown): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(numbers(values));
}

export function float64(values: unknown): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(numbers(values));
}

function numbers(values: unknown): number[] {
  if (values instanceof ArrayBuffer)
    throw new Error('panel: numbers arrived without their type — send a typed array');
  if (typeof values !== 'object' || values === null)
    throw new Error(`panel: numbers are missing — ${String(values)}`);
  const list = ArrayBuffer.isView(values) ? [...(values as Float64Array)] : Object.values(values);
  return list.map((value) => (value === null ? Number.NaN : Number(value)));
}
