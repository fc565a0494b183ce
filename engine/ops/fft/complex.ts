/** Complex numbers as pairs: tensors with a last axis [real, imaginary]. */
import { broadcast } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { tensor } from '../data';
import { stack } from '../join';
import { complexOf, floatsOf } from './transform';

/** A complex tensor [..., 2] from real and imaginary parts [...], which are 0 where they are left out (torch.complex). */
export function complex(realPart: Tensor, imaginary?: Tensor): Tensor {
  const own = floatsOf('fft.complex', realPart);
  const its = imaginary === undefined ? own.detach().mul(0) : floatsOf('fft.complex', imaginary);
  const shape = broadcast('fft.complex', own.shape, its.shape);
  return stack([own.expand(shape), its.expand(shape)], -1);
}

/** The real parts [...] of a complex tensor [..., 2] (torch.real). */
export function real(input: Tensor): Tensor {
  return complexOf('fft.real', input).select(-1, 0);
}

/** The imaginary parts [...] of a complex tensor [..., 2] (torch.imag). */
export function imag(input: Tensor): Tensor {
  return complexOf('fft.imag', input).select(-1, 1);
}

/** Absolute values [...] of a complex tensor [..., 2]; the gradient at 0 is 0 (torch.abs). */
export function complexAbs(input: Tensor): Tensor {
  return complexOf('fft.complexAbs', input).norm(2, -1);
}

/** Angles [...] of a complex tensor [..., 2], from -π to π (torch.angle). */
export function complexAngle(input: Tensor): Tensor {
  return imag(input).atan2(real(input));
}

/** The conjugates of a complex tensor [..., 2] (torch.conj). */
export function complexConj(input: Tensor): Tensor {
  const given = complexOf('fft.complexConj', input);
  return given.mul(tensor([1, -1], { dtype: given.dtype }));
}

/** Products of complex tensors [..., 2], which are broadcast (torch.mul). */
export function complexMul(input: Tensor, other: Tensor): Tensor {
  const [a, b, c, d] = [real(input), imag(input), real(other), imag(other)];
  return stack([a.mul(c).sub(b.mul(d)), a.mul(d).add(b.mul(c))], -1);
}

/** A complex tensor [..., 2] from absolute values and angles [...] (torch.polar). */
export function polar(abs: Tensor, angle: Tensor): Tensor {
  const [length, turn] = [floatsOf('fft.polar', abs), floatsOf('fft.polar', angle)];
  return complex(length.mul(turn.cos()), length.mul(turn.sin()));
}
