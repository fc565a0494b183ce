import { noGrad } from '../autograd/mode';
import { cat } from '../ops/join';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';

/** All parameters, flat, one after the other (torch.nn.utils.parameters_to_vector). */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat([...parameters].map((parameter) => parameter.reshape([-1])));
}

/** Copies the parts of a vector into the parameters, in place (torch.nn.utils.vector_to_parameters). */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  const all = [...parameters];
  const wanted = all.reduce((sum, parameter) => sum + parameter.numel(), 0);
  if (vector.ndim !== 1 || vector.numel() !== wanted) {
    const values = `vector ${shapeText(vector.shape)}, ${wanted} elements in the parameters`;
    fail(
      'vectorToParameters',
      'the vector has not one element for each',
      values,
      'make it with parametersToVector',
    );
  }
  noGrad(() => {
    let place = 0;
    for (const parameter of all) {
      parameter.copy_(vector.narrow(0, place, parameter.numel()).reshape(parameter.shape));
      place += parameter.numel();
    }
  });
}
