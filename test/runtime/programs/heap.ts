const kept: object[] = [];

function more(): object[] {
  const items: object[] = [];
  for (let index = 0; index < 1000; index++) items.push({ index });
  return items;
}

console.log('filling');
for (;;) kept.push(more());
