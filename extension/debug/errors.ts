import type { DebugProtocol } from '@vscode/debugprotocol';

/** An error whose message is written for the person who can fix it; shown as it is. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The response, as that of a request that threw. */
export function refused(response: DebugProtocol.Response, thrown: unknown): DebugProtocol.Response {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const showUser = response.command === 'launch' || response.command === 'restart';
  response.success = false;
  response.message = message;
  // The message may hold braces, which a format would take for variables.
  response.body = { error: { id: 1, format: '{message}', variables: { message }, showUser } };
  return response;
}
