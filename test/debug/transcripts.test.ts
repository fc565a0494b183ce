import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, test } from 'vitest';
import { Debugging } from './dap/debugging';
import { expectGolden, transcript } from './dap/transcript';

let debugging: Debugging;
afterEach(() => debugging?.close());

/** What a client asks at every stop: the stack, the scopes of the top frame, the variables of the first. */
async function look(): Promise<void> {
  const [{ id }] = await debugging.frames();
  const { scopes } = await debugging.client.request('scopes', { frameId: id });
  await debugging.open(scopes[0].variablesReference);
}

test('a training step, from the launch through its gradients to its end', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { backward: { condition: 'step === 1' } } });
  await debugging.stopped('breakpoint');
  await look();
  await debugging.client.request('stepIn', { threadId: 1 });
  await debugging.stopped('step');
  await look();
  await debugging.client.request('next', { threadId: 1 });
  await debugging.stopped('step');
  await look();
  await debugging.client.request('stepOut', { threadId: 1 });
  await debugging.stopped('step');
  await debugging.client.request('next', { threadId: 1, granularity: 'instruction' });
  await debugging.stopped('step');
  await look();
  await debugging.client.request('continue', { threadId: 1 });
  await debugging.ended();
  expectGolden('training', transcript(debugging.client.messages));
});

test('an uncaught error, from the stop to the end', async () => {
  debugging = await Debugging.start('operror.ts');
  await debugging.stopped('exception');
  await debugging.frames();
  await debugging.client.request('exceptionInfo', { threadId: 1 });
  await debugging.client.request('continue', { threadId: 1 });
  await debugging.ended();
  expectGolden('error', transcript(debugging.client.messages));
});

test('a worker that another worker has started, from its start to a step in it', async () => {
  debugging = await Debugging.start('levels.ts', { breakpoints: { level: { condition: 'level === 2' } } });
  ({ threadId: debugging.thread } = await debugging.stopped('breakpoint'));
  await debugging.client.request('threads', {});
  await look();
  await debugging.step('next');
  await debugging.client.request('stepBack', { threadId: debugging.thread }).catch(() => undefined);
  expectGolden('worker', transcript(debugging.client.messages));
});

test('requests that cannot be', async () => {
  debugging = await Debugging.launch('plain.ts');
  await debugging.client.request('launch', { program: 'nowhere.ts', cwd: '/' }).catch(() => undefined);
  const nowhere = { program: 'nowhere.ts', cwd: '/' } as DebugProtocol.LaunchRequestArguments;
  await debugging.client.request('restart', { arguments: nowhere }).catch(() => undefined);
  await debugging.client.event('terminated');
  await debugging.client.request('stackTrace', { threadId: 1 }).catch(() => undefined);
  await debugging.client.request('next', { threadId: 1 }).catch(() => undefined);
  expectGolden('refused', transcript(debugging.client.messages));
});

test('what the debugger can do, as a client hears of it first', async () => {
  debugging = await Debugging.start('operror.ts');
  const reply = debugging.client.messages.find(
    ({ type, command }) => type === 'response' && command === 'initialize',
  );
  const lines = Object.entries(reply?.body as object).map(
    ([name, value]) => `${name} ${JSON.stringify(value)}`,
  );
  expectGolden('capabilities', `${lines.sort().join('\n')}\n`);
});
