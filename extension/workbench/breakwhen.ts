/**
 * Commands that stop when a tensor gets a NaN or a large norm. VS Code gives extensions no way to add a data breakpoint,
 * so they add function breakpoints on `data:fc1.weight` with a condition: they are listed, edited and kept like any.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { Stops } from './stops';
import { isVariable } from './variable';

/** Stops when a write leaves a NaN or an infinite element in the tensor. */
export async function breakWhenNotFinite(argument: unknown, stops: Stops): Promise<void> {
  await breakWhen(argument, stops, async () => 'hasNaN || hasInf');
}

/** Asks for a number, and stops when a write leaves the tensor with a larger norm. */
export async function breakWhenNormExceeds(argument: unknown, stops: Stops): Promise<void> {
  await breakWhen(argument, stops, async (what) => {
    const text = await vscode.window.showInputBox({
      title: 'Break When Its Norm Exceeds',
      prompt: `Stops at the op that makes the norm of ${what} larger than this`,
      placeHolder: '10',
      validateInput: (value) =>
        Number(value) >= 0 && value.trim() ? undefined : 'Write a number from 0, such as 10 or 1e3',
    });
    return text === undefined ? null : `norm > ${Number(text)}`;
  });
}

async function breakWhen(
  argument: unknown,
  stops: Stops,
  ask: (what: string) => Promise<string | null>,
): Promise<void> {
  const session = (isVariable(argument) ? stops.find(argument.sessionId) : undefined) ?? stops.active;
  if (!session || !isVariable(argument)) {
    void vscode.window.showInformationMessage(
      'Break When: no tensor is chosen — stop the program, and choose one in Variables by its context menu',
    );
    return;
  }
  const { container, variable } = argument;
  const asked: DebugProtocol.DataBreakpointInfoArguments = container?.variablesReference
    ? { variablesReference: container.variablesReference, name: variable.name }
    : { name: variable.evaluateName ?? variable.name };
  try {
    const info: DebugProtocol.DataBreakpointInfoResponse['body'] = await session.customRequest(
      'dataBreakpointInfo',
      asked,
    );
    if (info.dataId === null) throw new Error(info.description);
    const condition = await ask(info.description);
    if (condition === null) return;
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(`data:${info.dataId}`, true, condition)]);
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}
