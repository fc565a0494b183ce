import { rand } from 'backstep';

const a = rand([6000, 6000]);
console.log('multiplying');
for (;;) a.matmul(a); // @matmul
