/** Why gradients and updates give NaN or infinity. */
import { type Explanation, type Facts, lowest, operand, says, zerosOf } from './facts';

/** Where the slope of a function is infinite. The incoming gradient may be 0 there: `where` hides values, not slopes. */
export function slope(role: string, safe: string) {
  return (facts: Facts): Explanation | null => {
    const at = operand(facts, role);
    if (!at || at.statistics.zeros === 0) return null;
    const hidden = facts.operands.find((one) => one.role.startsWith('grad') && one.statistics.zeros > 0);
    const trick = hidden && facts.kind === 'nan';
    const whose = at.name === 'output' ? `${facts.op} gave 0` : zerosOf(at);
    const why = `the gradient of ${facts.op} at 0 is ${trick ? '0 · infinity where its result is not used' : 'infinite'}: ${whose}`;
    return says(
      why,
      trick
        ? `where() hides the value but not the gradient: give ${facts.op} a safe number first, x.where(x.gt(0), 1)`
        : safe,
    );
  };
}

export function learningRate({ attributes }: Facts): Explanation | null {
  const bad = Object.entries(attributes).find(([, value]) => /^(NaN|-?Infinity)$/.test(value));
  return bad ? says(`the optimizer's ${bad[0]} is ${bad[1]}`, 'look at the schedule that sets it') : null;
}

export function update({ op, kind, operands }: Facts): Explanation | null {
  const squares = operands.find(({ role }) => /Sq$|^squareAvg$|^sum$/.test(role));
  if (kind === 'nan' && squares && squares.statistics.min < 0)
    return says(
      `${op} took the root of a negative number: ${lowest(squares)}`,
      'the optimizer state was changed or loaded wrongly: begin with a new one',
    );
  return says(
    `the update of ${op} is more than the numbers can hold`,
    'lower the learning rate, or clip the gradients with nn.utils.clipGradNorm_',
  );
}
