const filler = '.'.repeat(300);
for (let line = 0; line < 40_000; line++) console.log(`${line} ${filler}`);
