export { type Collated, defaultCollate } from './collate';
export { type CsvOptions, parseCsv, readCsv } from './csv';
export { Dataset, randomSplit, Subset, TensorDataset } from './dataset';
export { parseIdx, readIdx } from './idx';
export { parseJsonl, readJsonl } from './jsonl';
export { DataLoader, type DataLoaderOptions } from './loader';
export { type Cell, type Row, Table } from './table';
