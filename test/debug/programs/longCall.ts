// One native call that takes long.
import { ones } from 'backstep';

const wide = ones([5000, 5000]);
console.log('begun');
wide.matmul(wide);
console.log('over');
