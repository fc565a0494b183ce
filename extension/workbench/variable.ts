/** What VS Code hands to a command of the Variables and Watch views. */
export interface VariableContext {
  readonly sessionId?: string;
  /** A scope or a variable; of a watched expression's children, its text. */
  readonly container?: { readonly variablesReference?: number };
  readonly variable: { readonly name: string; readonly evaluateName?: string };
}

/** Whether a command was called on a variable. */
export function isVariable(argument: unknown): argument is VariableContext {
  const { variable } = (argument ?? {}) as Partial<VariableContext>;
  return typeof variable?.name === 'string';
}
