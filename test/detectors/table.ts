/** What `npm run detectors` prints. */
import { isRight, type Result, type Score, scoreOf } from './score';

/** A line a program: `✓` recognized or silent as it should be, `✗` overlooked or misjudged; wrong findings in brackets. */
export function table(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ program }) => program.name.length));
  const line = (result: Result) => {
    const { program, found } = result;
    const right = found.filter((one) => isRight(program, one));
    const isWell = program.isFaulty ? right.length > 0 && right.length === found.length : found.length === 0;
    const names = (some: Result['found']) => [...new Set(some.map(({ detector }) => detector))].join(' ');
    const wrong = names(found.filter((one) => !isRight(program, one)));
    const said = [names(right), wrong && `[${wrong}]`].filter(Boolean).join(' ');
    const held = program.heldOut ? 'held out' : '';
    return `${isWell ? '✓' : '✗'} ${program.name.padEnd(width)}  ${held.padEnd(8)}  ${said || '–'}`;
  };
  const faulty = results.filter(({ program }) => program.isFaulty);
  const healthy = results.filter(({ program }) => !program.isFaulty);
  return [
    `Faulty programs, and what was found in them; [in brackets] what is not so`,
    ...faulty.map(line),
    '',
    'Healthy programs',
    ...healthy.map(line),
    '',
    ...scores(results),
  ].join('\n');
}

/** A line for all programs, one for those that were seen while the detectors were made, one for those that were not. */
export function scores(results: readonly Result[]): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`.padStart(5);
  const row = (title: string, score: Score) =>
    [
      title.padEnd(9),
      `${score.faulty}`.padStart(6),
      `${score.healthy}`.padStart(8),
      percent(score.precision).padStart(10),
      percent(score.recall).padStart(7),
      percent(score.precisionOfFindings).padStart(22),
      `${score.right + score.wrong}`.padStart(9),
    ].join('');
  const part = (isHeldOut: boolean) => results.filter(({ program }) => program.heldOut === isHeldOut);
  return [
    'programs  faulty healthy precision recall precision of findings findings',
    row('all', scoreOf(results)),
    row('seen', scoreOf(part(false))),
    row('held out', scoreOf(part(true))),
  ];
}
