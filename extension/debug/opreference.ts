/** Ops of the program in words, and for clients. */
import { basename } from 'node:path';
import type { OpSummary } from '../../engine/runtime/debuggee';
import type { CallSite } from '../../engine/runtime/protocol';
import type { OpReference } from './requests';

export function opReference(
  { index, op, label, phase, within, module, site }: OpSummary,
  sites: readonly (CallSite | null)[],
): OpReference {
  const at = sites[site] ?? null;
  const source = at && { path: at.source, line: at.line, column: at.column };
  return { index, op, label, phase, within, module, source };
}

/** `train.ts:12`; '' where it is not known. */
export function sourceText({ source }: Pick<OpReference, 'source'>): string {
  return source ? `${basename(source.path)}:${source.line}` : '';
}

/** `matmul`; `addcdiv_, inside the update adam fc1.weight`; `mul, inside relu backward`. */
export function opName({ label, phase, within }: Pick<OpReference, 'label' | 'phase' | 'within'>): string {
  if (!within) return label;
  return `${label}, inside ${phase === 'optimizer' ? `the update ${within}` : within}`;
}

/** `matmul · train.ts:12 · forward · op 120 (3 ops ago)`. */
export function opText(op: OpReference, newest: number): string {
  const ago = newest - op.index;
  const when = ago <= 0 ? 'just now' : ago === 1 ? '1 op ago' : `${ago} ops ago`;
  const parts = [opName(op), sourceText(op), op.module, op.phase, `op ${op.index} (${when})`];
  return parts.filter(Boolean).join(' · ');
}
