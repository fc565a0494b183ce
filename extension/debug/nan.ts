/** From a NaN back to the op that first made one of finite numbers. */
import type { Operand } from './causes/facts';
import { causeOf, isDeliberate } from './causes/table';
import { UserError } from './errors';
import { lineOf, operandNames } from './names';
import { type Birth, type Kind, type Named, nounOf, type To, Walk, wordOf } from './nanwalk';
import { opName, opReference, sourceText } from './opreference';
import type { Program } from './program';
import type { CustomRequests, NanStep, OperandText } from './requests';
import { headText, statisticsText } from './tensors';

type Explained = CustomRequests['backstep/explainNaN']['response'];

/**
 * Explains the NaN or infinity of a tensor, or without one of the newest result that has any. `to` looks at another
 * time; `at` is the one where the person looks, null in the present.
 */
export async function explainNan(
  start: Named | null,
  at: number | null,
  to: To,
  program: Program,
): Promise<Explained> {
  const walk = new Walk(to, program);
  const from = start ?? (await walk.newest(at));
  const kind = await walk.kindOf(from.place);
  if (kind === null)
    throw new UserError(
      `explainNaN: it is finite — ${from.name} has no NaN and no infinity — name a tensor that has`,
    );
  const births = await walk.births(from, kind, at);
  return told(from, kind, births, walk, program);
}

async function told(
  from: Named,
  kind: Kind,
  births: readonly Birth[],
  walk: Walk,
  program: Program,
): Promise<Explained> {
  const steps = walk.steps.map(({ op, kind }): NanStep => {
    const reference = opReference(op, program.sites);
    return { ...reference, text: `${op.label} gave ${nounOf(kind)}` };
  });
  const meant = births.length > 1 && isDeliberate((births.at(-1) as Birth).op);
  // Where an infinity is meant, such as a mask's, what became of it is what is wrong.
  const wrong = meant ? births.slice(0, -1) : births;
  const causes = await Promise.all(births.map((birth) => causeAt(birth, walk, program)));
  const [origin, last] = [wrong.at(-1), causes[wrong.length - 1]];
  const shown = origin ? steps.slice(0, walk.steps.findIndex(({ op }) => op === origin.op) + 1) : steps;
  const chain = [`${from.name} is ${wordOf(kind)}`, ...shortened(shown.map(chainText))].join(' ← ');
  const isHistorys = walk.end !== null && (births.length === 0 || walk.end.kind === 'nan');
  if (!origin || !last || isHistorys) {
    const cause = await endText(walk, program);
    return { op: null, inputs: [], steps, cause, remedy: null, text: `${chain}: ${cause}` };
  }
  const why = [...causes.slice(0, wrong.length)].reverse().map(({ cause }) => cause);
  const names = operandNames(origin.op, lineOf(origin.op, program));
  const inputs: OperandText[] = [];
  for (const one of origin.given) {
    const name = names.get(one.name) ?? one.name;
    const text = `${headText(one)} ${statisticsText(one.statistics, one.place.dtype)}`;
    if (!inputs.some((other) => other.name === name && other.text === text)) inputs.push({ name, text });
  }
  const { remedy } = last;
  const cause = why.join('; then ') + (last.isGuess && origin.what ? `; ${origin.what}` : '');
  const listed = inputs.map(({ name, text }) => `  ${name}: ${text}`);
  const text = [`${chain}: ${cause}${remedy ? ` — ${remedy}` : ''}`, ...listed].join('\n');
  return { op: opReference(origin.op, program.sites), inputs, steps: shown, cause, remedy, text };
}

async function causeAt({ op, kind, given }: Birth, walk: Walk, program: Program) {
  const madeBy = await walk.madeBy(given, op.before);
  const names = operandNames(op, lineOf(op, program));
  const operands = given.map(({ name, place, statistics }, index): Operand => {
    return {
      role: name,
      name: names.get(name) ?? name,
      dtype: place.dtype,
      statistics,
      madeBy: madeBy[index],
    };
  });
  const dtype = op.outputs[0]?.place.dtype ?? 'float32';
  const { attributes, phase } = op;
  return causeOf({ op: op.op, phase, kind, operands, attributes, dtype });
}

/** Why the way back ends at a tensor that no op is known to have made. */
async function endText({ end, steps }: Walk, program: Program): Promise<string> {
  const { oldest } = await program.remote.read<{ oldest: number | null }>('historyRange');
  const { name, kind } = end ?? { name: 'it', kind: 'nan' as Kind };
  if (oldest === 0 || oldest === null) {
    const first = steps.at(-1)?.op.label;
    const where = first ? ` when ${first} took it` : '';
    return `\`${name}\` had ${wordOf(kind)} already${where}: no op made it, it came from data`;
  }
  return (
    `the ${wordOf(kind)} of \`${name}\` is older than history, which begins at op ${oldest} — ` +
    'raise "history" in the launch configuration, or run again to an earlier op'
  );
}

function chainText(step: NanStep): string {
  const at = sourceText(step);
  return at ? `${opName(step)} (${at})` : opName(step);
}

/** The ends of a long way tell more than its middle. */
function shortened(texts: readonly string[]): string[] {
  if (texts.length <= 8) return [...texts];
  return [...texts.slice(0, 3), `… ${texts.length - 6} more`, ...texts.slice(-3)];
}
