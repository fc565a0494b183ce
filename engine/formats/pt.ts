/**
 * PyTorch's checkpoints (torch.save): a pickle that describes, and the bytes of the tensors beside it. Both containers
 * are read: the zip archive of PyTorch 1.6 and later, and the row of pickles of those before.
 */
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { type PtValue, tensorsIn, toValue } from './checkpoint';
import { checkAxes, readTensor } from './elements';
import type { Encoding, ReadOptions } from './encoding';
import { type Format, type Slot, TensorFile } from './file';
import { Reader, readPickle } from './pickle';
import { type Source, sectionOf } from './source';
import { type StoredElements, type StoredTensor, torchNames } from './torch';
import { isZip, type Member, readZip } from './zip';

const PICKLE = /^[^/]+\/data\.pkl$/;
/** A pickle of the number that begins a file of PyTorch before 1.6. */
const LEGACY = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

const again = 'get the file again';

/** A checkpoint whose pickle was read, and no tensor. */
interface Opened {
  readonly content: unknown;
  readonly bigEndian: boolean;
  /** Bytes of a storage. */
  readonly bytes: (elements: StoredElements) => { readonly size: number; readonly open: () => Source };
}

export const pt: Format = {
  name: 'pt',
  endings: ['.pt', '.pth', '.ckpt'],
  match(source) {
    if (isLegacy(source)) return true;
    if (!isZip(source)) return false;
    try {
      return [...readZip('pt', source).keys()].some((name) => PICKLE.test(name));
    } catch {
      return false;
    }
  },
  open: (source) => new CheckpointFile(source, openCheckpoint(source)),
};

/** A checkpoint: also what is no tensor in it. */
export class CheckpointFile extends TensorFile {
  readonly #name: string;
  readonly #opened: Opened;
  /** While several tensors are read. */
  #reading: Reading | null = null;

  /** @internal */
  constructor(source: Source, opened: Opened) {
    const slots = [...tensorsIn(opened.content, source.name)].map(
      ([name, stored]): Slot => ({
        name,
        dtype: stored.encoding.name,
        shape: stored.shape,
        read: (options) => this.#together(options, (reading) => reading.tensor(stored)),
      }),
    );
    super('pt', source, slots);
    this.#name = source.name;
    this.#opened = opened;
  }

  override readAll(options: ReadOptions = {}, at?: string): Record<string, Tensor> {
    return this.#together(options, () => super.readAll(options, at));
  }

  /** All that was saved, as it is nested. Tensors that shared memory share it again. */
  content(options: ReadOptions = {}): PtValue {
    return this.#together(options, (reading) =>
      toValue(this.#opened.content, this.#name, (stored) => reading.tensor(stored)),
    );
  }

  /** Storages that are read within `read` are read once. */
  #together<R>(options: ReadOptions, read: (reading: Reading) => R): R {
    if (this.#reading) return read(this.#reading);
    const reading = new Reading(this.#name, this.#opened, options);
    this.#reading = reading;
    try {
      return read(reading);
    } finally {
      this.#reading = null;
      reading.end();
    }
  }
}

function openCheckpoint(source: Source): Opened {
  if (isLegacy(source)) return openLegacy(source);
  if (isZip(source)) return openArchive(source);
  return fail(
    'pt',
    `${source.name} is no checkpoint of torch.save`,
    `${source.size} bytes, neither an archive nor a row of pickles`,
    'load it in PyTorch and save it again: torch.save(torch.load(path), path)',
  );
}

function openArchive(source: Source): Opened {
  const members = readZip('pt', source);
  const pickle = [...members.values()].find(({ name }) => PICKLE.test(name));
  if (!pickle) {
    const some = [...members.keys()].slice(0, 4).join(', ');
    return fail('pt', `${source.name} has no data.pkl`, some || 'it is empty', again);
  }
  const root = pickle.name.slice(0, -'data.pkl'.length);
  if (members.has(`${root}constants.pkl`)) {
    const remedy = 'save its tensors: torch.save(torch.jit.load(path).state_dict(), path)';
    fail('pt', `${source.name} is a TorchScript program`, `it has ${root}constants.pkl`, remedy);
  }
  const order = members.get(`${root}byteorder`)?.head(6);
  const content = readPickle(
    new Reader('pt', pickle.open()),
    torchNames(source.name, () => {}),
  );
  return {
    content,
    bigEndian: order !== undefined && Buffer.from(order).toString() === 'big',
    bytes: ({ key }): Member =>
      members.get(`${root}data/${key}`) ??
      fail('pt', `${source.name} lacks the bytes of a tensor`, `${root}data/${key}`, again),
  };
}

function isLegacy(source: Source): boolean {
  if (source.size < LEGACY.length) return false;
  const head = source.read(0, LEGACY.length);
  return LEGACY.every((byte, i) => head[i] === byte);
}

/** The magic number, the version, the machine, the value, the storages' names: five pickles; then their bytes. */
function openLegacy(source: Source): Opened {
  const seen = new Map<string, StoredElements>();
  const names = torchNames(source.name, (elements) => seen.set(elements.key, elements));
  const reader = new Reader('pt', source);
  const [, version, machine, content, keys] = Array.from({ length: 5 }, () => readPickle(reader, names));
  if (version !== 1001) fail('pt', `${source.name} is of an unknown version`, String(version), again);
  if (!Array.isArray(keys)) return reader.refuse('does not list its storages', String(keys));
  const places = new Map<string, { size: number; open: () => Source }>();
  for (const key of keys) {
    const elements = seen.get(String(key)) ?? reader.refuse('lists an unknown storage', String(key));
    const count = reader.number(8);
    const start = reader.position;
    const size = count * (elements.encoding?.bytes ?? 1);
    if (count !== elements.count || start + size > source.size) {
      const found = `${count} elements at byte ${start} of ${source.size}, ${elements.count} are expected`;
      fail('pt', `storage ${elements.key} of ${source.name} is cut`, found, again);
    }
    places.set(elements.key, { size, open: () => sectionOf(source, start, size) });
    reader.position += size;
  }
  const little = machine instanceof Map ? machine.get('little_endian') : true;
  return {
    content,
    bigEndian: little === false,
    bytes: ({ key }) =>
      places.get(key) ?? fail('pt', `${source.name} lacks the bytes of a tensor`, `storage ${key}`, again),
  };
}

/** One reading of several tensors: a storage is read once, and shared. */
class Reading {
  /** By storage and dtype: a row of all its elements. */
  readonly #rows = new Map<string, Tensor>();

  constructor(
    readonly name: string,
    readonly opened: Opened,
    readonly options: ReadOptions,
  ) {}

  tensor({ elements, encoding, shape, strides, offset }: StoredTensor): Tensor {
    checkAxes('pt', `a tensor of ${this.name}`, shape);
    const { storage, type } = this.#row(elements, encoding);
    return new Tensor(storage, type, shape, strides, offset);
  }

  #row(elements: StoredElements, encoding: Encoding): Tensor {
    const place = `${elements.key} ${encoding.name}`;
    const known = this.#rows.get(place);
    if (known) return known;
    const { size, open } = this.opened.bytes(elements);
    const unit = elements.encoding?.bytes ?? 1;
    if (size !== elements.count * unit) {
      const found = `${size} bytes, for ${elements.count} elements of ${unit}`;
      fail('pt', `storage ${elements.key} of ${this.name} has another length than it says`, found, again);
    }
    const shape = [Math.floor(size / encoding.bytes)];
    const run = { encoding, shape, bigEndian: this.opened.bigEndian, source: open };
    const row = readTensor('pt', `storage ${elements.key} of ${this.name}`, run, this.options);
    this.#rows.set(place, row);
    return row;
  }

  /** Ends the hold on the storages; the tensors on them keep theirs. */
  end(): void {
    for (const row of this.#rows.values()) row.dispose();
  }
}
