/** Commands that ask where a tensor or a NaN comes from, run again from the past, and compare runs. */
import * as vscode from 'vscode';
import { opName } from '../debug/opreference';
import type { CustomRequests, OpReference } from '../debug/requests';
import type { Comparisons } from './comparison';
import type { Stops } from './stops';
import { chooseTensor, frameOf, notStopped, stoppedSession, tensorOfMenu } from './tensorchoice';

type Response<K extends keyof CustomRequests> = CustomRequests[K]['response'];

/** A line of a quick pick; one with an op can be gone to. */
type Choice = vscode.QuickPickItem & { readonly op?: number };

/** Lists the ops that made a tensor and the parts of a gradient; goes to the one that is chosen. */
export async function whoMade(argument: unknown, stops: Stops): Promise<void> {
  await asking(argument, stops, 'Who Made This', async (session, title) => {
    const tensor = await chooseTensor(argument, session, stops, title);
    if (!tensor) return;
    const told = await request(session, 'backstep/whoMade', tensor);
    const { steps, contributions, newest, expression, text } = told;
    if (steps.length === 0) {
      void vscode.window.showInformationMessage(text);
      return;
    }
    const parts = contributions.length > 1 ? contributions : [];
    const choices: Choice[] = [
      ...steps.map((step) => choiceOf(step, newest, `${'\u2003'.repeat(step.distance)}${step.of}`)),
      ...(parts.length > 0
        ? [{ label: `Parts of ${expression}`, kind: vscode.QuickPickItemKind.Separator }]
        : []),
      ...parts.map(({ kind, op, norm }): Choice => {
        const size = norm === null ? '' : `norm ${Number(norm.toPrecision(3))}`;
        const what = `${kind === 'added' ? 'added' : 'changed the sum'}  ${size}`;
        return op ? choiceOf(op, newest, what) : { label: 'older than history', detail: what };
      }),
    ];
    await choose(session, choices, `Who made ${expression}`, 'Choose an op to go there in time');
  });
}

/** Goes to where a NaN began, and lists the way from there. */
export async function explainNaN(argument: unknown, stops: Stops): Promise<void> {
  await asking(argument, stops, 'Explain NaN', async (session) => {
    // Without a tensor of a menu: the newest result that has one.
    const of = tensorOfMenu(argument, frameOf(session, stops)) ?? {};
    const moved = stops.moved(session);
    const { steps, inputs, cause, remedy, op } = await request(session, 'backstep/explainNaN', of);
    if (op) await moved;
    const newest = steps[0]?.index ?? 0;
    const choices: Choice[] = [
      ...causeChoices(cause, remedy, op?.index),
      ...inputs.map((input): Choice => ({ label: input.name, description: input.text, op: op?.index })),
      { label: 'From the tensor back to there', kind: vscode.QuickPickItemKind.Separator },
      ...steps.map((step) => choiceOf(step, newest, step.text)),
    ];
    await choose(session, choices, 'Explain NaN', 'Choose an op to go there in time');
  });
}

/** What went wrong first, with the remedy, and what came of it: lines of their own, as a long one is cut off. */
function causeChoices(cause: string, remedy: string | null, op: number | undefined): Choice[] {
  const [first, ...later] = cause.split('; then ');
  const consequences = later.map((text): Choice => {
    const [what, ...why] = text.split(': ');
    return { label: `then ${what}`, detail: why.join(': ') || undefined, op };
  });
  return [{ label: first, detail: remedy ?? undefined, op }, ...consequences];
}

/** Restarts the program, to stop live at the op that is looked at. */
export async function runAgain(stops: Stops): Promise<void> {
  await asking(undefined, stops, 'Run from Here Again', async (session) => {
    await request(session, 'backstep/runAgain', {});
  });
}

/** Asks for a change, and runs the program again with it from the op that is looked at. */
export async function fork(stops: Stops): Promise<void> {
  await asking(undefined, stops, 'Fork from Here', async (session) => {
    const change = await vscode.window.showInputBox({
      title: 'Fork from Here',
      prompt: 'What to change there, as an expression; the program runs on with it',
      placeHolder: 'optimizer.paramGroups[0].lr = 0.1',
    });
    if (change) await request(session, 'backstep/fork', { change });
  });
}

/** Shows the newest run beside another one, side by side; asks which where there are several. */
export async function compareRuns(stops: Stops, comparisons: Comparisons): Promise<void> {
  await asking(undefined, stops, 'Compare Runs', async (session, title) => {
    const last = await request(session, 'backstep/compareRuns', {});
    const [newest, ...others] = [...last.all].reverse();
    const placeHolder = `Compare ${newest} with`;
    const first =
      others.length > 1 ? await vscode.window.showQuickPick(others, { title, placeHolder }) : others[0];
    if (first === undefined) return;
    const { text } = await request(session, 'backstep/compareRuns', { first, second: newest });
    await comparisons.show(`${first} and ${newest}`, text);
  });
}

function request<K extends keyof CustomRequests>(
  session: vscode.DebugSession,
  command: K,
  args: CustomRequests[K]['arguments'],
): Thenable<Response<K>> {
  return session.customRequest(command, args);
}

async function asking(
  argument: unknown,
  stops: Stops,
  title: string,
  ask: (session: vscode.DebugSession, title: string) => Promise<void>,
): Promise<void> {
  const session = stoppedSession(argument, stops);
  if (!session) {
    void vscode.window.showInformationMessage(`${title}: ${notStopped}`);
    return;
  }
  try {
    await ask(session, title);
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}

function choiceOf(op: OpReference, newest: number, detail: string): Choice {
  const { source, phase, module, index } = op;
  const place = source && `${vscode.Uri.file(source.path).path.split('/').at(-1)}:${source.line}`;
  const ago = newest - index;
  const when = ago <= 0 ? '' : ` (${ago} ${ago === 1 ? 'op' : 'ops'} ago)`;
  const description = [place, module, phase, `op ${index}${when}`].filter(Boolean).join(' · ');
  return { label: opName(op), description, detail: detail || undefined, op: index };
}

async function choose(
  session: vscode.DebugSession,
  choices: readonly Choice[],
  title: string,
  placeHolder: string,
): Promise<void> {
  const chosen = await vscode.window.showQuickPick(choices, { title, placeHolder, matchOnDescription: true });
  if (chosen?.op !== undefined) await request(session, 'backstep/goTo', { op: chosen.op });
}
