/** Steps that VS Code has no buttons for: by one op, and from module to module. */
import * as vscode from 'vscode';
import type { CustomRequests } from '../debug/requests';
import type { Stops } from './stops';
import { notStopped } from './tensorchoice';

type StepRequest = 'backstep/stepOp' | 'backstep/stepOpBack' | 'backstep/stepModule';

/** Takes a step in the thread that is looked at. What prevents it is told to the person. */
export async function step<K extends StepRequest>(
  request: K,
  how: Omit<CustomRequests[K]['arguments'], 'threadId'>,
  stops: Stops,
): Promise<void> {
  const session = stops.active;
  const standing = session && stops.of(session);
  if (!session || standing?.at !== 'stopped') {
    void vscode.window.showInformationMessage(`Step: ${notStopped}`);
    return;
  }
  const item = vscode.debug.activeStackItem;
  const threadId = item?.session === session ? item.threadId : standing.threadId;
  try {
    await session.customRequest(request, { threadId, ...how });
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}
