import { writeSync } from 'node:fs';

const how = process.argv[2];
writeSync(2, 'past the streams\n');
if (how === 'term') process.kill(process.pid, 'SIGTERM');
if (how === 'crash') process.kill(process.pid, 'SIGSEGV');
console.log('here');
setInterval(() => undefined, 1000);
