/** Views: objects made to be looked at, whose own properties are the lines. */

/** An object with these properties and no prototype. */
export function asView(entries: readonly (readonly [string, unknown])[]): object {
  const view: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) view[name] = value;
  return view;
}

let object: unknown;

/** Keeps an object for an expression that comes next, which asks for it once by {@link held}. */
export function hold(given: unknown): void {
  object = given;
}

export function held(): unknown {
  const given = object;
  object = undefined;
  return given;
}
