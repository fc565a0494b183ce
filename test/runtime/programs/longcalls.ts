import { ones } from 'backstep';

const a = ones([1200, 1200]);
console.log('multiplying');
for (;;) a.matmul(a); // @matmul
