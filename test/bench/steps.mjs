// The program that watching.mjs has watched: does the training steps that it is told to, and says what they took.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setNumThreads } from 'backstep';
import { cases } from './cases.mjs';

setNumThreads(1);
const made = {};
/** Processor time of all threads of the process, in µs: what else the machine does is not in it. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.write(`${process.argv[3]}\n`);
for await (const line of createInterface({ input: socket })) {
  const [name, times] = line.split('\t');
  made[name] ??= cases[name]();
  const start = processorTime();
  made[name](Number(times));
  socket.write(`${processorTime() - start}\n`);
}
