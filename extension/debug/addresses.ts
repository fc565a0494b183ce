/** Addresses of instructions: the indices of ops. Those before the first op are negative, and mean nothing. */
import { UserError } from './errors';

/** `0x2a` */
export function addressOf(index: number): string {
  return index < 0 ? String(index) : `0x${index.toString(16)}`;
}

/** Index of the op at an address, `offset` ops further. Throws where it is no address. */
export function indexAt(request: string, address: string, offset = 0): number {
  const isAddress = /^(0x[0-9a-f]+|-?\d+)$/i.test(address) && Number.isSafeInteger(Number(address));
  if (!isAddress || !Number.isSafeInteger(offset)) {
    const remedy = 'use the instructionPointerReference of a frame';
    throw new UserError(`${request}: this is no address of an op — ${address} — ${remedy}`);
  }
  return Number(address) + offset;
}
