/** The custom requests of requests.ts about tensors, for panels: statistics, tiles, histograms, shared memory. */

import { basename } from 'node:path';
import type { TensorDescription } from '../../engine/runtime/debuggee';
import { UserError } from './errors';
import type { Frame } from './frames';
import type { Current, Handlers } from './handlers';
import type { Aliases, CustomRequests, TensorArguments, TensorHandle } from './requests';
import type { Addressed, Stopped } from './stopped';
import type { Presented } from './variables';

type Arguments<K extends keyof CustomRequests> = CustomRequests[K]['arguments'];
type Reply<K extends keyof CustomRequests> = Promise<CustomRequests[K]['response']>;

export function pictureHandlers({ stopped, program }: Current): Handlers {
  const handleOf = async (
    tensor: TensorDescription,
    expression: string,
    at: Stopped,
  ): Promise<TensorHandle> => {
    const { place, device, requiresGrad, version, isDisposed } = tensor;
    const statistics = isDisposed ? null : await program().remote.statistics(place);
    if (!statistics) {
      throw new UserError(
        `tensor: its memory was given back — ${expression} — look at it before dispose() or tidy()`,
      );
    }
    const { dtype, shape } = place;
    const handle = at.hold(place);
    return { handle, dtype, shape, device, requiresGrad, version, statistics, place };
  };

  return {
    async 'backstep/tensor'(args: Arguments<'backstep/tensor'>): Reply<'backstep/tensor'> {
      const at = stopped(addressed(args));
      const { tensor, variable, expression } = await findTensor(args, at);
      const named = variable.variablesReference
        ? await at.children(variable.variablesReference, { filter: 'named' })
        : [];
      const gradient = named.find((child) => child.variable.name === 'grad')?.tensor;
      return {
        expression,
        tensor: await handleOf(tensor, expression, at),
        gradient: gradient ? await handleOf(gradient, `${expression}.grad`, at) : null,
        where: whereText(at.top),
      };
    },

    async 'backstep/aliases'(args: TensorArguments): Reply<'backstep/aliases'> {
      const at = stopped(addressed(args));
      const { tensor, expression } = await findTensor(args, at);
      const { remote } = at.thread;
      const view = await remote.instances('tensor', 'aliases', tensor.place);
      return { expression, ...(await remote.plain<Aliases>(view)) };
    },

    async 'backstep/tile'({ handle, tile }: Arguments<'backstep/tile'>): Reply<'backstep/tile'> {
      const { height, width, values } = await program().channel.request('tensor/tile', {
        place: stopped({ handle }).held(handle),
        tile,
      });
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      return { height, width, values: bytes.toString('base64') };
    },

    async 'backstep/histogram'({
      handle,
      bins,
    }: Arguments<'backstep/histogram'>): Reply<'backstep/histogram'> {
      const request = { place: stopped({ handle }).held(handle), bins };
      const { low, high, counts } = await program().channel.request('tensor/histogram', request);
      return { low, high, counts: [...counts] };
    },
  };
}

/** What a request about a tensor names of a stop. */
export function addressed(args: Partial<Record<'frameId' | 'variablesReference', number>>): Addressed {
  const { frameId, variablesReference } = args;
  return variablesReference === undefined ? { frameId } : { variablesReference };
}

/** The tensor that a request means. Throws where it means something else. */
export async function findTensor(
  args: TensorArguments,
  at: Stopped,
): Promise<{ tensor: TensorDescription; variable: Presented['variable']; expression: string }> {
  const { presented, expression } = await find(args, at);
  const { tensor, variable } = presented;
  if (!tensor)
    throw new UserError(`tensor: this is no tensor — ${expression} is ${variable.value} — name one`);
  return { tensor, variable, expression };
}

async function find(
  args: TensorArguments,
  at: Stopped,
): Promise<{ presented: Presented; expression: string }> {
  if ('expression' in args) {
    const { expression, frameId } = args;
    const remote = await at.evaluate(expression, 'watch', frameId ?? at.topId);
    const [presented] = await at.present([{ name: expression, remote, evaluateName: expression }], 'stop');
    return { presented, expression };
  }
  const { variablesReference, name } = args;
  if (variablesReference === undefined || name === undefined)
    throw new UserError('tensor: none is named — send an expression, or a variablesReference and a name');
  const index = /^\[?(\d+)\]?$/.exec(name)?.[1];
  const paged =
    index === undefined
      ? []
      : await at.children(variablesReference, { filter: 'indexed', start: Number(index), count: 1 });
  const children = paged.length > 0 ? paged : await at.children(variablesReference, {});
  const presented = children.find(({ variable }) => variable.name === name);
  if (!presented) throw new UserError(`tensor: there is no variable ${name} here — open the scope again`);
  return { presented, expression: presented.variable.evaluateName ?? name };
}

/** `train.ts:24`, or `crossEntropy backward · train.ts:21`. */
function whereText(top: Frame | null): string {
  if (!top) return 'running';
  const place = top.place ? `${basename(top.place.path)}:${top.place.line}` : '';
  return top.kind === 'op' ? [top.name, place].filter(Boolean).join(' · ') : place;
}
