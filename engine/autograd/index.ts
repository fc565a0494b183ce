/** The namespace `autograd`: ways of differentiating, and of saying what is recorded (torch.autograd). */
export { type AnomalyOptions, detectAnomaly, setDetectAnomaly } from './anomaly';
export { type Applicable, checkpoint, checkpointSequential } from './checkpoint';
export { AutogradFunction as Function, type FunctionClass, type FunctionGradients } from './function';
export type { FunctionalOptions, InForm, Mapping, Tensors } from './functional';
export { FunctionContext } from './functionContext';
export { type BackwardOptions, backward, type GradOptions, grad } from './grad';
export { type GradcheckOptions, gradcheck, gradgradcheck } from './gradcheck';
export { RemovableHandle } from './handle';
export { registerHook, registerPostAccumulateGradHook, retainGrad } from './hooks';
export { type Hessian, hessian, type Jacobian, jacobian } from './jacobian';
export type { LeafHook } from './meta';
export {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from './mode';
export { type Edge, type GradientHook, GraphNode, Leaf, Port } from './node';
export { hvp, jvp, vhp, vjp } from './products';
export { savedTensorsHooks } from './saving';
export { GradientTape, type TapeOptions } from './tape';
