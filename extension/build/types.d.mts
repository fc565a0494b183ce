export const pluginName: string;
export function buildPlugin(home?: string): Promise<void>;
export function buildDeclarations(home?: string): Promise<void>;
