/** Functions on tensors under the names of torch.nn.functional: those of the op table, and those made of them. */
export { gelu, softplus } from '../ops/activation';
export { mseLoss, type Reduction } from '../ops/loss';
export { linear } from '../ops/matmul';
export { oneHot } from '../ops/select';
export { logSoftmax, softmax } from '../ops/softmax';
export { relu, sigmoid, tanh } from '../ops/unary';
export * from './functional/activations';
export * from './functional/attention';
export * from './functional/bilinear';
export * from './functional/classLosses';
export * from './functional/distance';
export * from './functional/dropout';
export * from './functional/embedding';
export * from './functional/losses';
export * from './functional/marginLosses';
export * from './functional/normalization';
export * from './functional/vision';
