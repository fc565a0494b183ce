/** An op as it is told to a debug session. */
import type { OpSummary, PastOp } from '../../history/records';

export type { OpSummary };

/** The part of an op's event that travels. */
export function opSummary(event: PastOp): OpSummary {
  const { index, op, label, phase, depth, within, site, module, forwardIndex, nanoseconds } = event;
  return { index, op, label, phase, depth, within, site, module, forwardIndex, nanoseconds };
}
