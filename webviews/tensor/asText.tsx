/** The picture in words and a table: the cells in its upper left corner, as many as one can take in. */
import { useEffect, useState } from 'preact/hooks';
import type { TensorHead } from '../protocol/tensor';
import { Problem, Waiting } from '../ui/controls';
import { columnsOf, rowsOf, type Slice } from './axes';
import { count, number, signature } from './format';
import type { TilePlan } from './plan';
import type { Rectangle } from './viewport';

const mostRows = 24;
const mostColumns = 12;

/** A sentence or two of what the statistics say. */
export function summaryOf(name: string, head: TensorHead): string {
  const { statistics: s } = head;
  const parts = [
    `${name} is ${signature(head.dtype, head.shape)} with ${count(s.count)} ${s.count === 1 ? 'element' : 'elements'}`,
  ];
  const finite = s.count - s.nan - s.positiveInfinity - s.negativeInfinity;
  if (finite > 0) {
    parts.push(`from ${number(s.min)} to ${number(s.max)}, mean ${number(s.mean)}`);
  }
  if (s.zeros > 0) parts.push(`${count(s.zeros)} ${s.zeros === 1 ? 'is' : 'are'} zero`);
  const odd = [
    [s.nan, 'NaN'],
    [s.positiveInfinity, '+Inf'],
    [s.negativeInfinity, '-Inf'],
  ].flatMap(([many, what]) => (many === 0 ? [] : [`${count(many as number)} ${what}`]));
  return `${parts.join(', ')}. ${odd.length > 0 ? `Not finite: ${odd.join(', ')}.` : 'All are finite.'}`;
}

export function AsText(props: {
  name: string;
  head: TensorHead;
  slice: Slice;
  /** What the picture shows; changes with the tensor's version. */
  picture: string;
  seen: Rectangle;
  live: boolean;
  fetch(plan: TilePlan): Promise<Float32Array>;
}) {
  const { head, slice, seen } = props;
  const [table, setTable] = useState<{ at: Rectangle; values: Float32Array } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const rows = Math.min(mostRows, seen.rows);
  const columns = Math.min(mostColumns, seen.columns);
  useEffect(() => {
    if (!props.live) return;
    let current = true;
    const at = { row: seen.row, column: seen.column, rows, columns };
    props.fetch({ ...at, height: rows, width: columns, rowStep: 1, columnStep: 1 }).then(
      (values) => {
        if (!current) return;
        setTable({ at, values });
        setProblem(null);
      },
      (error: Error) => current && setProblem(error.message),
    );
    return () => {
      current = false;
    };
  }, [props.picture, props.live, seen.row, seen.column, rows, columns, attempt]);

  const along = (first: number, many: number) => Array.from({ length: many }, (_, at) => first + at);
  return (
    <div class="text">
      <p>{summaryOf(props.name, head)} The table follows what the picture shows.</p>
      {problem && <Problem sentence={problem} onRetry={() => setAttempt(attempt + 1)} />}
      {!table && !problem && <Waiting>Reading the values…</Waiting>}
      {table && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <section class="scroll" tabIndex={0} aria-label={`Values of ${props.name}`}>
          <table class="values mono">
            <caption>
              {`Rows ${table.at.row} to ${table.at.row + table.at.rows - 1} of ${count(rowsOf(head.shape, slice))}, columns ${table.at.column} to ${table.at.column + table.at.columns - 1} of ${count(columnsOf(head.shape, slice))}`}
            </caption>
            <thead>
              <tr>
                <td />
                {along(table.at.column, table.at.columns).map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {along(table.at.row, table.at.rows).map((row, down) => (
                <tr key={row}>
                  <th scope="row">{row}</th>
                  {along(0, table.at.columns).map((across) => (
                    <td key={across}>{number(table.values[down * table.at.columns + across])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
