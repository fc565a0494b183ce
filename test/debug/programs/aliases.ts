// One block of memory under three names.
import { noGrad, ones, zeros } from 'backstep';

const base = zeros([64, 16]); // @bp base
const rows = base.narrow(0, 32, 16); // @bp rows
const column = base.select(1, 3); // @bp column
const weight = ones([64, 16]).requiresGrad_();
const product = weight.mul(base); // @bp mul
noGrad(() => rows.fill_(2));
const gone = zeros([3]);
gone.dispose();
console.log(column.shape, product.shape, gone.shape); // @bp end
