/** The only thread: the program's. */
export const threadId = 1;
