import { tensor } from '../ops/data';
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { Dataset } from './dataset';
import { ownRecipe, type Recipe } from './recipe';

/** A cell of a table. */
export type Cell = string | number | bigint | boolean | null;
/** A row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>;

/** Columns of cells with names, as CSV and Parquet files hold them. As a dataset, a sample is a row. */
export class Table extends Dataset<Row> {
  /** Of the columns, in the file's order. */
  readonly names: readonly string[];
  /** Rows. */
  readonly length: number;
  readonly #columns: ReadonlyMap<string, readonly Cell[]>;

  /** Of columns that are as long as each other, by their names. */
  constructor(columns: ReadonlyMap<string, readonly Cell[]>) {
    super();
    this.#columns = columns;
    this.names = [...columns.keys()];
    const lengths = [...columns.values()].map(({ length }) => length);
    this.length = lengths[0] ?? 0;
    if (lengths.some((length) => length !== this.length)) {
      fail('Table', 'the columns differ in length', lengths.join(', '), 'give columns of as many cells each');
    }
  }

  /** Row `index` from 0. */
  at(index: number): Row {
    if (!(Number.isInteger(index) && index >= 0 && index < this.length)) {
      fail('Table.at', 'out of range', `${index}, of ${this.length} rows`, 'count from 0');
    }
    return Object.fromEntries([...this.#columns].map(([name, cells]) => [name, cells[index]]));
  }

  /** The cells of a column, from the first row on. Throws where there is none of that name. */
  column(name: string): readonly Cell[] {
    const has = this.names.slice(0, 12).map((each) => JSON.stringify(each));
    return (
      this.#columns.get(name) ??
      fail('Table.column', 'there is no such column', JSON.stringify(name), `it has ${has.join(', ')}`)
    );
  }

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe('Table', this.#columns);
  }

  /**
   * The cells of columns as a tensor [rows, columns], or [rows] of one column given by its name. Cells are numbers,
   * or booleans; one that is missing is NaN, in a floating dtype. All columns and float32 by default.
   */
  tensor(
    columns: string | readonly string[] = this.names,
    { dtype = 'float32' }: { dtype?: DType } = {},
  ): Tensor {
    const names = typeof columns === 'string' ? [columns] : columns;
    const cells = names.map((name) => numbersOf(name, this.column(name), dtype));
    const shape = typeof columns === 'string' ? [this.length] : [this.length, names.length];
    if (dtype === 'int64') {
      const flat = new BigInt64Array(this.length * names.length);
      cells.forEach((column, c) => {
        column.forEach((cell, row) => {
          flat[row * names.length + c] = BigInt(cell);
        });
      });
      return tensor(flat, { dtype }).reshape(shape);
    }
    const flat = new Float64Array(this.length * names.length);
    cells.forEach((column, c) => {
      column.forEach((cell, row) => {
        flat[row * names.length + c] = Number(cell);
      });
    });
    return tensor(flat, { dtype }).reshape(shape);
  }
}

/** Throws where a cell is no number, or no whole one where the dtype has only those. */
function numbersOf(name: string, cells: readonly Cell[], dtype: DType): (number | bigint)[] {
  const floating = dtype.includes('float');
  return cells.map((cell, row) => {
    const value = cell === null ? Number.NaN : typeof cell === 'boolean' ? Number(cell) : cell;
    const fits =
      typeof value === 'bigint' || (typeof value === 'number' && (floating || Number.isInteger(value)));
    if (fits) return value;
    // "1" is a text only because of another cell of its column, which is the one to tell.
    const other = cells.findIndex((each) => typeof each === 'string' && Number.isNaN(Number(each)));
    const told = other < 0 ? row : other;
    return fail(
      'Table.tensor',
      `column ${JSON.stringify(name)} has a cell that is no ${floating ? 'number' : dtype}`,
      `${JSON.stringify(cells[told])} in row ${told}`,
      'leave the column out, or map its cells to numbers',
    );
  });
}
