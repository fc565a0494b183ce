const kept: object[] = [];
console.log('filling');
for (;;) kept.push(new Array(1000).fill({}));
