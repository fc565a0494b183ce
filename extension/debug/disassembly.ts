/** The ops of the program as instructions: those that ran, in their order; of what is to come nothing is known. */
import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Instruction } from '../../engine/runtime/debuggee';
import type { CallSite } from '../../engine/runtime/protocol';
import { addressOf, indexAt } from './addresses';
import { UserError } from './errors';
import type { Current, Handlers } from './handlers';
import type { Remote } from './remote';

type Line = DebugProtocol.DisassembledInstruction;

const mostInstructions = 10_000;

export function disassemblyHandlers({ stopped }: Current): Handlers {
  return {
    async disassemble(args: DebugProtocol.DisassembleArguments) {
      const {
        memoryReference,
        offset,
        instructionOffset = 0,
        instructionCount,
        resolveSymbols = false,
      } = args;
      const first = indexAt('disassemble', memoryReference, offset) + instructionOffset;
      if (
        !Number.isInteger(instructionCount) ||
        instructionCount < 0 ||
        instructionCount > mostInstructions
      ) {
        throw new UserError(
          `disassemble: instructionCount is not in 0 … ${mostInstructions} — ${instructionCount} — ask for a page`,
        );
      }
      const { top, thread } = stopped({});
      if (!top) throw new UserError('disassemble: the program is running — pause it first');
      const found = await read(first, instructionCount, thread.remote);
      const known = new Map(found.known.map((one) => [one.index, one]));
      const instructions = Array.from({ length: instructionCount }, (_, place): Line => {
        const one = known.get(first + place);
        return one ? line(one, thread.sites, resolveSymbols) : unknownLine(first + place, found.ops);
      });
      return { instructions };
    },
  };
}

async function read(first: number, count: number, remote: Remote) {
  const view = await remote.instances('module', 'instructions', first, count);
  return remote.plain<{ ops: number; known: readonly Instruction[] }>(view);
}

function line(one: Instruction, sites: readonly (CallSite | null)[], resolveSymbols: boolean): Line {
  const site = sites[one.site] ?? null;
  return {
    address: addressOf(one.index),
    instruction: instructionText(one, site),
    ...(resolveSymbols && one.module && { symbol: one.module }),
    ...(site && {
      location: { name: basename(site.source), path: site.source },
      line: site.line,
      column: site.column,
    }),
  };
}

/** `0042  %42 f32[64,128] = matmul(%3, fc1.weight)   model.ts:12` */
function instructionText(one: Instruction, site: CallSite | null): string {
  const { index, depth, label, phase, results, operands, attributes, forwardIndex } = one;
  const name = phase === 'optimizer' && depth === 0 ? one.op : label;
  const indented = `${number(index)}  ${'  '.repeat(depth)}`;
  const made = results.length > 0 ? `${results.join(', ')} = ` : '';
  const of = forwardIndex >= 0 ? ` of ${number(forwardIndex)}` : '';
  const beside = attributes.length > 0 ? ` ${attributes.join(' ')}` : '';
  const at = site ? `   ${basename(site.source)}:${site.line}` : '';
  return `${indented}${made}${name}(${operands.join(', ')})${of}${beside}${at}`;
}

/** A line where no op is known. The one that would run next is a place to stand at. */
function unknownLine(index: number, ops: number): Line {
  const address = addressOf(index);
  const presentationHint = 'invalid';
  if (index < 0) return { address, instruction: '(before the first op)', presentationHint };
  if (index < ops) return { address, instruction: `${number(index)}  (no longer kept)`, presentationHint };
  const instruction = `${number(index)}  … not run yet`;
  return index === ops ? { address, instruction } : { address, instruction, presentationHint };
}

function number(index: number): string {
  return String(index).padStart(4, '0');
}
