/** What was said, as text that stays the same from run to run and from machine to machine. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ProtocolMessage } from './schema';

const programs = fileURLToPath(new URL('../programs', import.meta.url));

/**
 * `→` is the client's, `←` the adapter's. Replies without a body are left out; so is what differs by machine, and the
 * capabilities, which have a golden file of their own.
 */
export function transcript(messages: readonly ProtocolMessage[]): string {
  const lines = messages.flatMap((message): string[] => {
    const { type, command, event, success, arguments: args, body } = message;
    if (type === 'request') return [`→ ${command} ${text(args)}`];
    if (type === 'event') return [`← ${event} ${text(body)}`];
    if (!success) return [`← ${command} fails: ${normal(String(message.message))}`];
    return body === undefined || command === 'initialize' ? [] : [`← ${command} ${text(body)}`];
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function text(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0))
    return '';
  return normal(JSON.stringify(value, (name, one) => (name === 'systemProcessId' ? 'PID' : one)));
}

/** The last digits of a result differ from one processor to another; so does how many ops came before. */
function normal(line: string): string {
  return line
    .replaceAll(programs, '<programs>')
    .replaceAll(/-?\d+(\.\d+(e-?\d+)?|e-?\d+)/g, '#')
    .replaceAll(/"0x[0-9a-f]+"/g, '"OP"');
}

/** Compares with test/debug/golden/NAME.golden.txt; UPDATE_GOLDEN=1 writes it. A missing file fails. */
export function expectGolden(name: string, text: string): void {
  const file = fileURLToPath(new URL(`../golden/${name}.golden.txt`, import.meta.url));
  if (process.env.UPDATE_GOLDEN) {
    writeFileSync(file, text);
    return;
  }
  if (!existsSync(file))
    throw new Error(`${file} is missing — run with UPDATE_GOLDEN=1 and look at ${dirname(file)}`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
