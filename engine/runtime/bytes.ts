const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** An amount of memory, short: `40 B`, `1.5 KiB`, `784 KiB`, `2 GiB`. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${Number(amount.toPrecision(amount < 1000 ? 3 : 4))} ${units[unit]}`;
}
