/** An op as it is told to a debug session. */
import type { Phase } from '../../history/event';
import type { PastOp } from '../../history/records';

/** The part of an op's event that travels. */
export interface OpSummary {
  readonly index: number;
  readonly op: string;
  readonly label: string;
  readonly phase: Phase;
  readonly depth: number;
  readonly within: string;
  readonly site: number;
  readonly module: string;
  readonly forwardIndex: number;
}

export function opSummary(event: PastOp): OpSummary {
  const { index, op, label, phase, depth, within, site, module, forwardIndex } = event;
  return { index, op, label, phase, depth, within, site, module, forwardIndex };
}
