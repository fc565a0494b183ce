/** `backstep info`: what a bug report needs. */
import { freemem, totalmem } from 'node:os';

const mebibyte = 1 << 20;

export interface Info {
  readonly backstep: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly devices: readonly string[];
  /** The instruction set that the kernels use. Null where the addon cannot be loaded. */
  readonly isa: string | null;
  readonly threads: number | null;
  readonly compiler: string | null;
  /** Why there is no GPU, or why the addon cannot be loaded. */
  readonly gpu: string;
  /** Of the machine. */
  readonly memory: { readonly totalMiB: number; readonly freeMiB: number };
}

export async function printInfo(version: string, asJson: boolean): Promise<void> {
  const info = await gather(version);
  process.stdout.write(asJson ? `${JSON.stringify(info, null, 2)}\n` : asText(info));
  if (info.isa === null) process.exitCode = 1;
}

async function gather(version: string): Promise<Info> {
  const common = {
    backstep: version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    memory: { totalMiB: Math.round(totalmem() / mebibyte), freeMiB: Math.round(freemem() / mebibyte) },
  };
  try {
    const { isa, threads, compiler, gpu } = (await import('../../engine/tensor/native')).native.info;
    return { ...common, devices: ['cpu'], isa, threads, compiler, gpu };
  } catch (error) {
    const gpu = error instanceof Error ? error.message : String(error);
    return { ...common, devices: [], isa: null, threads: null, compiler: null, gpu };
  }
}

function asText(info: Info): string {
  const { totalMiB, freeMiB } = info.memory;
  const rows: [string, string][] = [
    ['backstep', info.backstep],
    ['node', `${info.node} (V8 ${info.v8})`],
    ['platform', info.platform],
    ['devices', info.devices.join(', ') || 'none'],
    ['kernels', info.isa === null ? 'none' : `${info.isa}, ${info.threads} threads, ${info.compiler}`],
    ['GPU', info.gpu],
    ['memory', `${totalMiB} MiB, ${freeMiB} MiB free`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(10)}${value}\n`).join('');
}
