export { BatchSampler } from './batchSampler';
export { type Collated, defaultCollate } from './collate';
export { ConcatDataset, StackDataset } from './combined';
export { type CsvOptions, CsvStream, type CsvStreamOptions, parseCsv, readCsv } from './csv';
export { Dataset, randomSplit, Subset, TensorDataset } from './dataset';
export { DistributedSampler, type DistributedSamplerOptions } from './distributedSampler';
export type { LoaderState } from './epoch';
export { parseIdx, readIdx } from './idx';
export { decodeImage, type ImageOptions, readImage } from './image';
export { ImageFolder, type ImageFolderOptions } from './imageFolder';
export { ChainDataset, IterableDataset } from './iterable';
export { JsonlStream, parseJsonl, readJsonl } from './jsonl';
export { DataLoader } from './loader';
export type { DataLoaderOptions } from './loaderOptions';
export { type ParquetOptions, readParquet } from './parquet';
export { Progress, type ProgressOptions, type ProgressStream, progress } from './progress';
export type { Portable, Recipe } from './recipe';
export {
  RandomSampler,
  type RandomSamplerOptions,
  Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
  type WeightedRandomSamplerOptions,
} from './sampler';
export { type Cell, type Row, Table } from './table';
export * as transforms from './transforms/index';
export { getWorkerInfo, type WorkerInfo } from './workerInfo';
