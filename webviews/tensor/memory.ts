/** What a person chose in a panel: kept while it is hidden, and read back with doubt. */
import { asSlice, type Slice } from './axes';
import type { Place } from './overlay';
import type { Range } from './scale';
import { type View, whole } from './viewport';

export interface Choices {
  /** What the slice, the view and the selection are of. */
  readonly expression: string;
  readonly slice: Slice | null;
  readonly view: View;
  readonly selection: Place | null;
  readonly range: Range;
  readonly log: boolean;
  readonly text: boolean;
  /** What shares the memory is shown. */
  readonly memory: boolean;
}

export const firstChoices: Choices = {
  expression: '',
  slice: null,
  view: whole,
  selection: null,
  range: 'auto',
  log: false,
  text: false,
  memory: false,
};

export function asChoices(remembered: unknown): Choices {
  if (typeof remembered !== 'object' || remembered === null) return firstChoices;
  const { expression, slice, view, selection, range, log, text, memory } = remembered as Record<
    string,
    unknown
  >;
  return {
    expression: typeof expression === 'string' ? expression : '',
    slice: asSlice(slice),
    view: hasNumbers(view, ['zoom', 'row', 'column']) ? (view as unknown as View) : whole,
    selection: hasNumbers(selection, ['row', 'column']) ? (selection as unknown as Place) : null,
    range: range === 'robust' || range === 'all' ? range : 'auto',
    log: log === true,
    text: text === true,
    memory: memory === true,
  };
}

const hasNumbers = (value: unknown, keys: readonly string[]): value is Record<string, number> =>
  typeof value === 'object' &&
  value !== null &&
  keys.every(
    (key) =>
      Number.isFinite((value as Record<string, unknown>)[key]) && (value as Record<string, number>)[key] >= 0,
  );
