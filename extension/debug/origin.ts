/** Requests that ask where a tensor comes from, and go there in time. */
import { OutputEvent } from '@vscode/debugadapter';
import type { Maker, Origin } from '../../engine/runtime/debuggee/origin';
import { UserError } from './errors';
import type { After, Current, Handlers } from './handlers';
import { explainNan } from './nan';
import { opReference, opText } from './opreference';
import { addressed, findTensor } from './pictures';
import type { CustomRequests, GradientContribution, OriginStep, TensorArguments } from './requests';
import { headText, short } from './tensors';

type Arguments<K extends keyof CustomRequests> = CustomRequests[K]['arguments'];
type Reply<K extends keyof CustomRequests> = Promise<CustomRequests[K]['response']>;

export function originHandlers({ debugged, stopped, program, goesOn, send }: Current): Handlers {
  const reference = (op: Maker) => opReference(op, program().sites);
  const goTo = async (op: number, after: After) => {
    const look = await debugged().look((travel, present) => travel.goTo(op, present));
    goesOn();
    after(look);
  };

  return {
    async 'backstep/whoMade'(args: Arguments<'backstep/whoMade'>): Reply<'backstep/whoMade'> {
      debugged().checkIsMain(addressed(args), 'whoMade');
      const at = stopped({});
      const { tensor, expression } = await findTensor(args, at);
      const { place } = tensor;
      const { remote } = program();
      const { ancestors, parts, oldest, newest } = await remote.read<Origin>('origin', place);
      const steps = ancestors.map(({ op, of, distance }) => ({ ...reference(op), of, distance }));
      const contributions = await Promise.all(
        parts.map(async ({ kind, op, place }): Promise<GradientContribution> => {
          const statistics = await remote.statistics(place);
          return { kind, op: op && reference(op), norm: statistics?.norm ?? null };
        }),
      );
      const inputs = (ancestors[0]?.op.inputs ?? []).map((input) => ({
        name: input.name,
        text: headText(input),
      }));
      const text =
        steps.length > 0
          ? originText(expression, steps, contributions, newest)
          : `${expression}: ${unknownText(oldest)}`;
      return { expression, steps, inputs, contributions, newest, text };
    },

    async 'backstep/goTo'({ op }: Arguments<'backstep/goTo'>, after): Reply<'backstep/goTo'> {
      if (!Number.isSafeInteger(op) || op < 0)
        throw new UserError(`goTo: "op" is no index of an op — ${op} — give one from 0`);
      await goTo(op, after);
      return {};
    },

    async 'backstep/explainNaN'(args: Arguments<'backstep/explainNaN'>, after): Reply<'backstep/explainNaN'> {
      const isNamed = 'expression' in args || 'variablesReference' in args;
      if (isNamed) debugged().checkIsMain(addressed(args as TensorArguments), 'explainNaN');
      const named = isNamed ? await findTensor(args as TensorArguments, stopped({})) : null;
      const start = named && { name: named.expression, place: named.tensor.place };
      const explanation = await debugged().visit('explainNaN', (to, at) =>
        explainNan(start, at, to, program()),
      );
      const { op, text } = explanation;
      send(new OutputEvent(`${text}\n`, 'console'));
      if (op) await goTo(op.index, after);
      return explanation;
    },
  };
}

/** Why no op is known to have made a tensor. */
function unknownText(oldest: number | null): string {
  if (oldest === null) return 'no history is kept — set "history": { "tensors": 512 } in the launch';
  if (oldest === 0) return 'no op made it — it was there before the first one';
  return `it is older than history, which begins at op ${oldest} — raise "history" in the launch configuration`;
}

function originText(
  expression: string,
  steps: readonly OriginStep[],
  contributions: readonly GradientContribution[],
  newest: number,
): string {
  const lines = steps.map(
    (step) => `${'  '.repeat(step.distance)}${step.of ? `${step.of} ← ` : ''}${opText(step, newest)}`,
  );
  const parts = contributions.map(({ kind, op, norm }) => {
    const from = op ? opText(op, newest) : 'older than history';
    return `  ${kind === 'added' ? '+' : '→'} ${from}${norm === null ? '' : ` · norm ${short(norm)}`}`;
  });
  const sum = parts.length > 1 ? [`${expression} is the sum of:`, ...parts] : [];
  return [`${expression} ← ${lines[0]}`, ...lines.slice(1), ...sum].join('\n');
}
