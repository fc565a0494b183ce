export { type Collated, defaultCollate } from './collate';
export { Dataset, randomSplit, Subset, TensorDataset } from './dataset';
export { parseIdx, readIdx } from './idx';
export { DataLoader, type DataLoaderOptions } from './loader';
