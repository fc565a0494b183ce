// A loop whose batches come from workers, to be run and to be debugged.
import { data, manualSeed } from 'backstep';
import { Squares } from './squares';

manualSeed(1);
const loader = new data.DataLoader(new Squares(6), { batchSize: 2, numWorkers: 2 });
for (const [squares, who] of loader) {
  console.log('for', squares.tolist(), who.tolist()); // @bp batch
}
for await (const [squares, who] of loader) console.log('for await', squares.tolist(), who.tolist());
