for (let line = 1; line <= 3; line++) console.log(`line ${line}`); // @log
console.error('a warning');
process.stdout.write('no newline');
for (;;);
