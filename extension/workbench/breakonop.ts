/**
 * A command that stops at an op or a module by its name. It adds a function breakpoint, as the button of the Breakpoints
 * view does, and lists what can be one: that button asks below all detectors, out of sight.
 */
import * as vscode from 'vscode';
import type { CustomRequests, RanOp } from '../debug/requests';
import { chooseOrType } from './choose';
import type { Stops } from './stops';

type History = CustomRequests['backstep/history'];

/** So many ops that ran last are looked through for names. */
const newest = 1000;

/** Asks for an op or a module, and stops at it from now on. */
export async function breakOnOp(stops: Stops): Promise<void> {
  const session = stops.active;
  const items = session ? namesOf(await opsThatRan(session)) : [];
  const chosen = await chooseOrType(
    {
      title: 'Break on Op or Module',
      placeholder: 'Choose a name, or type one: softmax, backward:matmul, optimizer:fc1.*, encoder.layers.3',
      typed: 'an op or a module; * stands for anything',
    },
    items,
  );
  if (chosen === undefined) return;
  const name = typeof chosen === 'string' ? chosen : chosen.label;
  vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(name)]);
}

/** None where there is no history. */
async function opsThatRan(session: vscode.DebugSession): Promise<readonly RanOp[]> {
  const asked: History['arguments'] = { count: newest };
  try {
    const { ops }: History['response'] = await session.customRequest('backstep/history', asked);
    return ops;
  } catch {
    return [];
  }
}

/** The modules that ran, outer ones too, then the ops of each pass, in the order in which they ran first. */
function namesOf(ops: readonly RanOp[]): vscode.QuickPickItem[] {
  const outermost = ops.filter(({ depth }) => depth === 0);
  const modules = outermost.flatMap(({ module }) => {
    const parts = module === '' ? [] : module.split('.');
    return parts.map((_, place) => parts.slice(0, place + 1).join('.'));
  });
  const of = (wanted: RanOp['phase']) => {
    const prefix = wanted === 'forward' ? '' : `${wanted}:`;
    return outermost.filter(({ phase }) => phase === wanted).map(({ op }) => `${prefix}${op}`);
  };
  return [
    ...group('Modules', modules),
    ...group('Forward', of('forward')),
    ...group('Backward', of('backward')),
    ...group('Optimizer', of('optimizer')),
  ];
}

function group(label: string, names: readonly string[]): vscode.QuickPickItem[] {
  if (names.length === 0) return [];
  const separator = { label, kind: vscode.QuickPickItemKind.Separator };
  return [separator, ...[...new Set(names)].map((name) => ({ label: name }))];
}
