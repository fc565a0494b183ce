/** An error whose message is written for the person who can fix it; shown as it is. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
