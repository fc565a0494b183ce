import type { Tensor } from '../../tensor/tensor';
import type { OpEvent } from '../event';
import type { Measures } from '../measures';
import { tensorNamed } from '../roles';
import { type Detector, figure, type Trouble } from './detector';
import { Turns } from './turns';

const threshold = {
  default: 0.5,
  side: '>',
  what: 'norm of what a cast to integers loses, as a share of the norm; or share of the elements that become 0',
} as const;
const every = 4;

/** Casts to a dtype that cannot hold the values: fractions cut off, too large, too small. */
export const dtypeDowncast: Detector = {
  name: 'dtypeDowncast',
  label: 'Lossy cast',
  description: 'A cast, or a write into a tensor of another dtype, loses much of the values.',
  threshold,
  stops: false,
  begin(limit, measures) {
    const turns = new Turns(every);
    const look =
      (role: string, into: (event: OpEvent) => Tensor | undefined) =>
      (event: OpEvent): Trouble | null => {
        const from = tensorNamed(event.inputs, role);
        const to = into(event);
        if (!from || !to || !canLose(from, to) || !measures.isReadable(from) || !turns.isDue(event))
          return null;
        return lost(event, from, to, limit, measures);
      };
    const output = ({ outputs }: OpEvent) => outputs[0]?.tensor;
    return { forward: { to: look('input', output), copy_: look('other', output) } };
  },
};

/** Only from floats; and to bool everybody means the question whether it is 0. */
function canLose(from: Tensor, to: Tensor): boolean {
  if (!from.isFloatingPoint() || from.numel() === 0 || to.numel() !== from.numel()) return false;
  if (to.dtype === 'bool') return false;
  return !to.isFloatingPoint() || to.elementSize() < from.elementSize();
}

function lost(
  event: OpEvent,
  from: Tensor,
  to: Tensor,
  limit: number,
  { health, copy, distance }: Measures,
): Trouble | null {
  const before = health(from);
  // What was not finite before is another detector's.
  if (before.nan > 0 || before.positiveInfinity > 0 || before.negativeInfinity > 0 || before.norm === 0)
    return null;
  const names = `${event.label} from ${from.dtype} to ${to.dtype}`;
  const numbers = { max: before.max, min: before.min };
  if (to.isFloatingPoint()) {
    const after = health(to);
    const infinite = after.positiveInfinity + after.negativeInfinity;
    const vanished = after.zeros - before.zeros;
    // Masks are written with numbers that stand for infinity.
    const isMask = infinite > 0 && before.zeros + infinite === before.count;
    if (infinite > 0 && !isMask) {
      return {
        cause: `${names} makes ${infinite} of ${before.count} elements infinite: they go up to ${figure(Math.max(-before.min, before.max))}`,
        remedy: 'scale them down first, use bfloat16, or stay with float32',
        role: 'output',
        numbers: { ...numbers, infinite },
      };
    }
    if (vanished / before.count > limit) {
      return {
        cause: `${names} makes 0 of ${vanished} of ${before.count} elements: they are too small for it`,
        remedy: 'scale the loss with optim.GradScaler, use bfloat16, or stay with float32',
        role: 'output',
        numbers: { ...numbers, vanished },
      };
    }
    return null;
  }
  const exact = copy(from);
  const difference = distance(to, exact);
  exact.dispose();
  const share = difference / before.norm;
  if (!(share > limit)) return null;
  return {
    cause: `${names} cuts off ${figure(100 * share)} % of the norm: its elements go from ${figure(before.min)} to ${figure(before.max)}`,
    remedy: `keep ${from.dtype}, round() first if whole numbers are meant, or give the tensor that is written to a floating dtype`,
    role: 'output',
    numbers: { ...numbers, share },
  };
}
