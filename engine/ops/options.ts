import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';

/** Programs in plain JavaScript can give what PyTorch takes by its place: throws unless options are given by name. */
export function requireOptions(op: string, options: unknown, example: string): void {
  if (options === undefined) return;
  if (
    typeof options === 'object' &&
    options !== null &&
    !(options instanceof Tensor || Array.isArray(options))
  )
    return;
  const found = options instanceof Tensor ? `a tensor of ${options.dtype}` : String(options);
  fail(op, 'options are given by name', found, `give an object, such as ${example}`);
}
