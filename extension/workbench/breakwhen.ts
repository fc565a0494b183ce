/**
 * Commands that stop when a tensor gets a NaN or a large norm. VS Code gives extensions no way to add a data breakpoint,
 * so they add function breakpoints on `data:fc1.weight` with a condition: they are listed, edited and kept like any.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { Stops } from './stops';
import { chooseTensor, notStopped, stoppedSession } from './tensorchoice';

/** Stops when a write leaves a NaN or an infinite element in the tensor. */
export async function breakWhenNotFinite(argument: unknown, stops: Stops): Promise<void> {
  await breakWhen(argument, stops, 'Break When It Has NaN or Infinity', async () => 'hasNaN || hasInf');
}

/** Asks for a number, and stops when a write leaves the tensor with a larger norm. */
export async function breakWhenNormExceeds(argument: unknown, stops: Stops): Promise<void> {
  const title = 'Break When Its Norm Exceeds';
  await breakWhen(argument, stops, title, async (what) => {
    const text = await vscode.window.showInputBox({
      title,
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
  title: string,
  ask: (what: string) => Promise<string | null>,
): Promise<void> {
  const session = stoppedSession(argument, stops);
  if (!session) {
    void vscode.window.showInformationMessage(`${title}: ${notStopped}`);
    return;
  }
  try {
    const tensor = await chooseTensor(argument, session, stops, title);
    if (!tensor) return;
    const asked: DebugProtocol.DataBreakpointInfoArguments =
      'expression' in tensor ? { name: tensor.expression, frameId: tensor.frameId } : tensor;
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
