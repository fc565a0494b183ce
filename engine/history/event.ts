import type { Tensor } from '../tensor/tensor';

/** A pass of training. */
export type Phase = 'forward' | 'backward' | 'optimizer';

/** A tensor in the role it has for an op: `input`, `weight`, `grad`, … */
export interface NamedTensor {
  /** The role. */
  readonly name: string;
  /** What has it. */
  readonly tensor: Tensor;
}

/** What an observer is told once an op has run. Alive only during the observation. */
export interface OpEvent {
  /** Counts every op executed in this thread, from 0. */
  readonly index: number;
  /** The row's name: `matmul`, `crossEntropy`, `adam`. */
  readonly op: string;
  /** What a person reads: `matmul`, `matmul backward`, `adam fc1.weight`. */
  readonly label: string;
  /** The pass that ran it. */
  readonly phase: Phase;
  /**
   * 0: an op of the program, the gradient of one, or the update of one parameter.
   * 1 and more: an op inside of a gradient rule or of an update.
   */
  readonly depth: number;
  /** Label of the gradient or update that this op is inside of; '' where it is inside of none. */
  readonly within: string;
  /** Call-site id: of the call that ran it; for a gradient, of the call that ran the forward op. */
  readonly site: number;
  /** Path of the module whose `forward` ran it, such as `encoder.layers.3`; '' outside of modules. */
  readonly module: string;
  /** Forward: the operands. Backward: the incoming gradients. Optimizer: parameter, gradient and state. */
  readonly inputs: readonly NamedTensor[];
  /** Forward: the result. Backward: a gradient for each operand that asks for one, under that operand's name. */
  readonly outputs: readonly NamedTensor[];
  /** Backward: the tensors that the forward op saved. */
  readonly saved: readonly NamedTensor[];
  /** What the op was told beside its operands. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Time that its kernels took, those of the ops inside of it too. */
  readonly nanoseconds: number;
  /** Backward: the forward op's index; else -1. */
  readonly forwardIndex: number;
}
