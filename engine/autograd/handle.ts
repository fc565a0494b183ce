/** What registering a hook gives: `remove()` ends it (torch.utils.hooks.RemovableHandle). */
export class RemovableHandle {
  #undo: (() => void) | null;

  /** @internal Hooks give handles; nobody else makes one. */
  constructor(undo: () => void) {
    this.#undo = undo;
  }

  /** The hook is called no more. A second time does nothing. */
  remove(): void {
    this.#undo?.();
    this.#undo = null;
  }

  /** As at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.remove();
  }
}

/** Adds a hook to a list, where it can be more than once; as the first with `prepend`. */
export function added<T>(list: T[], hook: T, prepend = false): RemovableHandle {
  if (prepend) list.unshift(hook);
  else list.push(hook);
  return new RemovableHandle(() => void list.splice(list.indexOf(hook), 1));
}
