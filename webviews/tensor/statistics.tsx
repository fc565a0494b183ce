/** The numbers of a tensor; what is not finite stands out, and what differs from the stop before is marked. */
import type { TensorHead } from '../protocol/tensor';
import { count, number, share } from './format';

type Figures = TensorHead['statistics'];

const rows: readonly [name: string, read: (figures: Figures) => number, alarming?: boolean][] = [
  ['count', (figures) => figures.count],
  ['mean', (figures) => figures.mean],
  ['std', (figures) => figures.std],
  ['min', (figures) => figures.min],
  ['max', (figures) => figures.max],
  ['norm', (figures) => figures.norm],
  ['zeros', (figures) => figures.zeros],
  ['NaN', (figures) => figures.nan, true],
  ['+Inf', (figures) => figures.positiveInfinity, true],
  ['-Inf', (figures) => figures.negativeInfinity, true],
];
const whole = new Set(['count', 'zeros', 'NaN', '+Inf', '-Inf']);

export function Statistics(props: { name: string; figures: Figures; before: Figures | null }) {
  const { figures, before } = props;
  const text = (name: string, value: number) => {
    if (!whole.has(name)) return Number.isNaN(value) ? '—' : number(value, 6);
    return value > 0 && name !== 'count' ? `${count(value)} (${share(value, figures.count)})` : count(value);
  };
  return (
    <table class="statistics">
      <caption class="unseen">Statistics of {props.name}; mean to norm are of the finite values</caption>
      <tbody>
        {rows.map(([name, read, alarming]) => {
          const value = read(figures);
          const old = before ? read(before) : value;
          const changed = !Object.is(old, value);
          return (
            <tr key={name} class={alarming && value > 0 ? 'alarming' : ''}>
              <th scope="row">{name}</th>
              <td class="mono">
                {text(name, value)}
                {changed && (
                  <span class="changed" title={`was ${text(name, old)} at the stop before`}>
                    <span aria-hidden="true">•</span>
                    <span class="unseen">was {text(name, old)}</span>
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
