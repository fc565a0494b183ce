import type fc from 'fast-check';
import type { Dtype } from '../rig';

/** How a kernel is tested: against a naive reference, for each dtype that it takes. */
export interface Case {
  readonly dtypes: readonly Dtype[];
  property(dtype: Dtype): fc.IRawProperty<unknown>;
}

export type Cases = Readonly<Record<string, Case>>;

export const fractions: readonly Dtype[] = ['float32', 'float64'];
export const numbers: readonly Dtype[] = ['float32', 'float64', 'int32', 'int64', 'uint8', 'int8'];
export const everything: readonly Dtype[] = [...numbers, 'bool'];
