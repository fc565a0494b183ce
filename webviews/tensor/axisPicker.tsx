/** For more than two axes: which are rows and columns, and where the others are held. */
import { Choice } from '../ui/controls';
import { heldAxes, type Slice, withAxis, withIndex } from './axes';

export function AxisPicker(props: { shape: readonly number[]; slice: Slice; onSlice(slice: Slice): void }) {
  const { shape, slice, onSlice } = props;
  if (shape.length < 3) return null;
  const options = shape.map((length, axis) => ({ value: String(axis), text: `axis ${axis} (${length})` }));
  return (
    <fieldset class="axes">
      <legend class="unseen">Axes</legend>
      <Choice
        label="Rows"
        value={String(slice.rowAxis)}
        options={options}
        onChange={(axis) => onSlice(withAxis(slice, 'rowAxis', Number(axis)))}
      />
      <Choice
        label="Columns"
        value={String(slice.columnAxis)}
        options={options}
        onChange={(axis) => onSlice(withAxis(slice, 'columnAxis', Number(axis)))}
      />
      {heldAxes(slice).map((axis) => {
        const last = shape[axis] - 1;
        const hold = (event: Event) => {
          const { value } = event.currentTarget as HTMLInputElement;
          if (value !== '') onSlice(withIndex(slice, shape, axis, Number(value)));
        };
        return (
          <span class="field" key={axis}>
            <span id={`axis-${axis}`}>Axis {axis}</span>
            <input
              type="range"
              min={0}
              max={last}
              disabled={last <= 0}
              value={slice.indices[axis]}
              aria-labelledby={`axis-${axis}`}
              onInput={hold}
            />
            <input
              type="number"
              min={0}
              max={last}
              disabled={last <= 0}
              value={slice.indices[axis]}
              aria-label={`Index on axis ${axis}, 0 to ${last}`}
              onInput={hold}
            />
          </span>
        );
      })}
    </fieldset>
  );
}
